// SPDX-License-Identifier: Apache-2.0
package org.berth.am.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.Commands.Ended;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SecondHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian packages, read with dpkg and installed on a host of their own. */
@Tag("docker")
class PackagesIT {
    private static final Path AM = Path.of("target/berth-am.deb").toAbsolutePath();
    private static final Path AGENT = Path.of("../dockermaster-agent/target/berth-agent.deb")
            .toAbsolutePath()
            .normalize();

    private static SecondHost host;

    @BeforeAll
    static void startHost() {
        host = SecondHost.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
    }

    @Test
    void packagesNameWhatTheyNeedAndTheirConfiguration() {
        for (Path deb : List.of(AM, AGENT)) {
            assertThat(Commands.succeed("dpkg-deb", "--field", deb.toString(), "Depends"))
                    .contains("java17-runtime-headless", "docker.io", "iptables", "nftables", "iproute2");
            List<String> conffiles = Commands.succeed("dpkg-deb", "--info", deb.toString(), "conffiles")
                    .lines()
                    .toList();
            List<String> inEtc = files(deb).stream()
                    .filter(file -> file.startsWith("./etc/") && !file.endsWith("/"))
                    .map(file -> file.substring(1))
                    .toList();
            assertThat(conffiles).containsExactlyInAnyOrderElementsOf(inEtc);
        }
    }

    @Test
    void configurationIsReadByRootAloneSinceItMayHoldPasswords() {
        assertThat(lines(AM)).anyMatch(line -> line.matches("-rw------- root/root .* ./etc/berth/berth.conf"));
        assertThat(lines(AGENT)).anyMatch(line -> line.matches("-rw------- root/root .* ./etc/berth/agent.conf"));
    }

    @Test
    void packagesNameTheirLicenceAndTheLibrariesInThem(@TempDir Path folder) throws IOException {
        for (Path deb : List.of(AM, AGENT)) {
            String name = deb.getFileName().toString().replace(".deb", "");
            Path unpacked = folder.resolve(name);
            Commands.succeed("dpkg-deb", "--extract", deb.toString(), unpacked.toString());
            Path doc = unpacked.resolve("usr/share/doc").resolve(name);
            assertThat(doc.resolve("copyright")).content().contains("License: Apache-2.0");
            JsonNode components = new JsonMapper()
                    .readTree(doc.resolve(name + ".cdx.json").toFile())
                    .get("components");
            List<String> listed = components
                    .valueStream()
                    .map(component -> component.get("name").asText() + "-"
                            + component.get("version").asText() + ".jar")
                    .toList();
            List<String> jars = files(deb).stream()
                    .filter(file -> file.contains("/lib/") && file.endsWith(".jar"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1))
                    .filter(jar -> !jar.startsWith(name.equals("berth-am") ? "berth-am-core" : "berth-dockermaster"))
                    .toList();
            assertThat(jars).isNotEmpty().allSatisfy(jar -> assertThat(listed).contains(jar));
        }
    }

    @Test
    void theAgentsPackageIsWithoutTheAmAndLiesInTheAms() {
        assertThat(files(AGENT))
                .anyMatch(file -> file.contains("/berth-dockermaster-agent-"))
                .noneMatch(file -> file.contains("/berth-am-core-") || file.contains("/jetty-"));
        assertThat(files(AM)).contains("./usr/share/berth-am/packages/berth-agent.deb");
    }

    @Test
    void installedBothHaveCommandAndGoodUnits() {
        // when
        Ended installed = install(AM, AGENT);
        // then
        assertThat(installed.output()).contains("berth-am is installed", "berth-agent is installed");
        assertThat(onHost(
                        "systemd-analyze",
                        "verify",
                        "berth-am.service",
                        "berth-agent.service",
                        "berth-am-guard.service",
                        "berth-agent-guard.service"))
                .isEmpty();
        assertThat(onHost("berth", "version")).contains("Berth ");
        assertThat(onHost("berth", "serve", "--check")).contains("The configuration is good.");
        assertThat(onHost("/usr/share/berth-agent/bin/berth", "agent", "--check"))
                .contains("The configuration is good.");
    }

    @Test
    void upgradeEnablesTheGuardWhereItsServiceIsEnabled() {
        // given as if systemd ran, which apt looks for in /usr/sbin first, and packages from before there was a guard
        install(AM, AGENT);
        onHost(
                "sh",
                "-c",
                "mkdir -p /run/systemd/system; "
                        + "printf '#!/bin/sh\\ncase $1 in daemon-reload|try-restart) exit 0 ;; esac\\n"
                        + "SYSTEMD_OFFLINE=1 exec /usr/bin/systemctl \"$@\"\\n' >/usr/sbin/systemctl; "
                        + "chmod +x /usr/sbin/systemctl");
        try {
            for (String service : List.of("berth-am", "berth-agent")) {
                onHost("systemctl", "enable", service);
                onHost("systemctl", "disable", service + "-guard");
                // when
                Ended upgraded = apt("install", "--reinstall", brought(service.equals("berth-am") ? AM : AGENT));
                // then
                assertThat(upgraded.exitCode()).as(upgraded.output()).isZero();
                assertThat(onHost("systemctl", "is-enabled", service + "-guard"))
                        .contains("enabled");
                // when the admin wants neither
                onHost("systemctl", "disable", service);
                apt("install", "--reinstall", brought(service.equals("berth-am") ? AM : AGENT));
                // then
                assertThat(host.run("systemctl", "is-enabled", service + "-guard")
                                .output())
                        .contains("disabled");
            }
        } finally {
            onHost("rm", "-rf", "/run/systemd/system", "/usr/sbin/systemctl");
            apt("purge", "berth-am", "berth-agent");
        }
    }

    @Test
    void configurationAndStateStayUntilPurgedAndContainersAfterwards(@TempDir Path folder) throws IOException {
        // given
        Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nLABEL empty=yes\n");
        install(AGENT);
        onHost(
                "sh",
                "-c",
                "echo '# mine' >>/etc/berth/agent.conf; mkdir -p /var/lib/berth-agent; "
                        + "touch /var/lib/berth-agent/host.db");
        String container = MachineEngine.ask(host.dockerHost(), engine -> {
            String image = engine.buildImageCmd(dockerfile.toFile())
                    .exec(new BuildImageResultCallback())
                    .awaitImageId();
            return engine.createContainerCmd(image).withCmd("none").exec().getId();
        });
        // when
        Ended upgraded = apt("install", "--reinstall", brought(AGENT));
        // then
        assertThat(upgraded.exitCode()).as(upgraded.output()).isZero();
        assertThat(onHost("cat", "/etc/berth/agent.conf")).endsWith("# mine");
        // when
        apt("remove", "berth-agent");
        // then
        assertThat(onHost("ls", "/var/lib/berth-agent", "/etc/berth/agent.conf"))
                .contains("host.db", "agent.conf");
        // when
        apt("purge", "berth-agent");
        // then
        assertThat(onHost("ls", "/var/lib", "/etc/berth")).doesNotContain("berth-agent", "agent.conf");
        String left = MachineEngine.ask(
                host.dockerHost(),
                engine -> engine.inspectContainerCmd(container).exec().getId());
        assertThat(left).isEqualTo(container);
    }

    private static List<String> lines(Path deb) {
        return Commands.succeed("dpkg-deb", "--contents", deb.toString())
                .lines()
                .toList();
    }

    private static List<String> files(Path deb) {
        return lines(deb).stream()
                .map(line -> line.replaceFirst("^(\\S+\\s+){5}", "").replaceFirst(" -> .*", ""))
                .toList();
    }

    private static Ended install(Path... debs) {
        String[] arguments = new String[debs.length + 1];
        arguments[0] = "install";
        for (int i = 0; i < debs.length; i++) {
            arguments[i + 1] = brought(debs[i]);
        }
        Ended ended = apt(arguments);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended;
    }

    /** A copy on the host, which does not see all folders of this machine. */
    private static String brought(Path deb) {
        String there = "/var/cache/" + deb.getFileName();
        try {
            int exitCode = new ProcessBuilder(host.inside("tee", there))
                    .redirectInput(deb.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            assertThat(exitCode).isZero();
            return there;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Ended apt(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "--no-install-recommends"));
        command.addAll(List.of(arguments));
        return host.run(command.toArray(String[]::new));
    }

    private static String onHost(String... command) {
        Ended ended = host.run(command);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
