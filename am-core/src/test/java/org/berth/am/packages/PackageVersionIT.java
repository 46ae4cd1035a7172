// SPDX-License-Identifier: Apache-2.0
package org.berth.am.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.berth.dockermaster.testing.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code berth package} in a checkout whose Maven only notes what it is asked for. */
class PackageVersionIT {
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >>maven-arguments
            mkdir -p dockermaster-agent/target am-core/target/berth-1/lib
            touch dockermaster-agent/target/berth-agent.deb am-core/target/berth-am.deb
            """;

    @TempDir
    private Path checkout;

    @BeforeEach
    void checkOut() throws IOException {
        CheckoutLauncher.copyTo(checkout, MAVEN);
        Files.writeString(checkout.resolve("pom.xml"), "<deb.version>0.3.0~SNAPSHOT</deb.version>\n");
        Files.writeString(checkout.resolve(".gitignore"), "/.berth/\ntarget/\n/maven-arguments\n");
    }

    @Test
    void outsideGitTheVersionIsTheProjects() {
        assertThat(packaged()).isEqualTo("0.3.0~SNAPSHOT");
    }

    @Test
    void withoutATagTheVersionComesBeforeTheRelease() {
        commit("one");
        assertThat(packaged()).matches("0\\.3\\.0~1\\.g[0-9a-f]{7,}").satisfies(version -> earlier(version, "0.3.0"));
    }

    @Test
    void aTagIsTheVersion() {
        commit("one");
        git("tag", "v0.2.0");
        assertThat(packaged()).isEqualTo("0.2.0");
    }

    @Test
    void commitsAndChangesAfterATagComeAfterIt() throws IOException {
        commit("one");
        git("tag", "v0.2.0-rc1");
        commit("two");
        Files.writeString(checkout.resolve("pom.xml"), "\n", StandardOpenOption.APPEND);
        assertThat(packaged())
                .matches("0\\.2\\.0~rc1\\+1\\.g[0-9a-f]{7,}\\+dirty")
                .satisfies(version -> earlier("0.2.0~rc1", version))
                .satisfies(version -> earlier(version, "0.2.0"));
    }

    /** Has the packages made; the version in their names, which has to be the one that Maven was given. */
    private String packaged() {
        String output = Commands.succeed(checkout.resolve("berth").toString(), "package");
        String packages = checkout.resolve("target/packages").toString();
        List<String> lines =
                output.lines().filter(line -> line.startsWith(packages)).toList();
        String version = lines.get(0).replaceAll(".*berth-agent_(.*)_all\\.deb", "$1");
        assertThat(lines)
                .containsExactly(
                        packages + "/berth-agent_" + version + "_all.deb",
                        packages + "/berth-am_" + version + "_all.deb")
                .allSatisfy(line -> assertThat(Path.of(line)).exists());
        assertThat(checkout.resolve("maven-arguments")).content().contains("-Ddeb.version=" + version + "\n");
        Commands.succeed("dpkg", "--validate-version", version);
        return version;
    }

    private static void earlier(String first, String second) {
        Commands.succeed("dpkg", "--compare-versions", first, "lt", second);
    }

    private void commit(String message) {
        git("init", "--quiet");
        git("add", "--all");
        git(
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.org",
                "commit",
                "--quiet",
                "--allow-empty",
                "--message",
                message);
    }

    private void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
        command.addAll(List.of(arguments));
        Commands.succeed(command.toArray(String[]::new));
    }
}
