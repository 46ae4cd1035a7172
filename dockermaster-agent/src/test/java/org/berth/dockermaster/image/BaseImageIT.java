// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One image made from nothing for all tests, under a name of its own. */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BaseImageIT {
    private static final String NO_REGISTRY = "127.0.0.1:1/debian:12";
    private static final ExposedPort SSH = ExposedPort.tcp(22);

    private final Engine engine = Engine.connect(MachineEngine.dockerHost());
    private final String name = "berth-base-it-" + UUID.randomUUID();
    private final List<String> containers = new ArrayList<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> images = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();

    @TempDir
    static Path folder;

    private BaseImage image = BaseImage.standard();

    @BeforeAll
    void imageMadeFromNothing() throws IOException {
        requireMmdebstrap();
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.createDirectories(work.resolve("mmdebstrap.killed/etc"));
        // The default bridge may be absent, or lead where this machine's admin wants.
        networks.add(name);
        engine.run("network", client -> client.createNetworkCmd().withName(name).exec());
        image = new BaseImage(name + ":1", NO_REGISTRY, work);
        images.add(image.tag());
        boolean made = engine.callPatiently("build", client -> image.ensure(client, progress::add));
        assertThat(made).isTrue();
    }

    private static void requireMmdebstrap() {
        boolean there = Host.isRoot() && Host.program("mmdebstrap").isPresent();
        String message = "this test needs mmdebstrap, and root";
        assertThat(there || !"true".equals(System.getenv("CI"))).as(message).isTrue();
        Assumptions.assumeTrue(there, message);
    }

    @AfterAll
    void removeAll() {
        containers.forEach(container -> engine.run(
                "remove container",
                client -> client.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
        images.forEach(tag -> engine.run(
                "remove image",
                client -> client.removeImageCmd(tag).withForce(true).exec()));
        networks.forEach(network -> engine.run(
                "remove network", client -> client.removeNetworkCmd(network).exec()));
        engine.close();
    }

    @Test
    void eachStepIsToldWithTheSecondsSoFar() {
        // then
        assertThat(progress)
                .allSatisfy(line -> assertThat(line).matches("(?s) *\\d+ s  .+"))
                .anySatisfy(line -> assertThat(line).contains("not from a registry"))
                .anySatisfy(line -> assertThat(line).contains("mmdebstrap"))
                .anySatisfy(line -> assertThat(line).contains("to the engine"));
    }

    @Test
    void whatAKilledBuildLeftIsGoneAndNothingIsAdded() {
        // then
        assertThat(image.workFolder()).isEmptyDirectory();
    }

    @Test
    void imageThatIsThereIsNotMadeAgain() {
        // given
        String before = imageId();
        List<String> lines = new ArrayList<>();

        // when
        boolean made = engine.call("ensure", client -> image.ensure(client, lines::add));

        // then
        assertThat(made).isFalse();
        assertThat(lines).isEmpty();
        assertThat(imageId()).isEqualTo(before);
    }

    @Test
    void imageHoldsNoHostKeysNoCachesAndNothingOfThisMachine() {
        // given
        String container = started("sleep", "600");

        // when
        String found = output(
                container,
                "sh",
                "-c",
                "find /etc/ssh -name 'ssh_host_*'; find /var/lib/apt/lists /var/cache/apt -type f ! -name lock; cat /etc/machine-id;"
                        + " find /etc/apt /etc/dpkg -name '*mmdebstrap'; find /root /setup.sh -name 'setup.sh' 2>&-");

        // then
        assertThat(found).isEmpty();
        assertThat(output(container, "cat", "/etc/apt/sources.list.d/debian.sources"))
                .contains("URIs: http://deb.debian.org/debian\n");
    }

    @Test
    void sshdAnswersOnceItHasHostKeys() {
        // given
        String container = started("sh", "-c", "ssh-keygen -A && exec /usr/sbin/sshd -D -e");

        // when
        int port = publishedPort(container);

        // then
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> banner(port).startsWith("SSH-2.0-"));
        assertThat(output(container, "/usr/sbin/sshd", "-T"))
                .contains("passwordauthentication no\n")
                .contains("kbdinteractiveauthentication no\n")
                .contains("permitrootlogin no\n")
                .contains("pubkeyauthentication yes\n");
    }

    @Test
    void memberOfGroupBerthIsRootBySudoAndOthersAreNot() {
        // given
        String container = started("sleep", "600");
        output(container, "useradd", "--create-home", "--groups", "berth", "alice");
        output(container, "useradd", "--create-home", "mallory");

        // when
        String alice = output(container, "su", "alice", "-c", "sudo -n id -u");
        String mallory = output(container, "su", "mallory", "-c", "sudo -n id -u");

        // then
        assertThat(alice).isEqualTo("0\n");
        assertThat(mallory).contains("password is required");
    }

    @Test
    void programsThatExperimentersExpectAreThere() {
        // given
        String container = started("sleep", "600");

        // when
        String missing = output(
                container,
                "sh",
                "-c",
                "for program in bash curl ip ping ps nc sudo sshd; do"
                        + " PATH=$PATH:/usr/sbin command -v $program >/dev/null || echo $program; done");

        // then
        assertThat(missing).isEmpty();
    }

    @Test
    void imageIsMadeOnARegistrysDebianWhereOneAnswers() throws IOException {
        // given
        List<String> lines = new ArrayList<>();
        Path root = folder.resolve("root.tar");
        try (var out = Files.newOutputStream(root)) {
            String container = created("true");
            engine.callPatiently(
                    "export",
                    client -> copy(
                            client.copyArchiveFromContainerCmd(container, "/.").exec(), out));
        }
        try (OneImageRegistry registry = new OneImageRegistry("debian", "12", root)) {
            BaseImage fromRegistry =
                    new BaseImage(name + ":registry", registry.address() + "/debian:12", folder.resolve("unused"));
            images.add(fromRegistry.parent());

            // when
            engine.run("build", client -> fromRegistry.build(client, lines::add));
            images.add(0, fromRegistry.tag());
        }

        // then
        assertThat(lines).noneSatisfy(line -> assertThat(line).contains("mmdebstrap"));
        assertThat(engine.<Boolean>call(
                        "inspect", client -> new BaseImage(name + ":registry", "", folder).isPresent(client)))
                .isTrue();
    }

    private static long copy(InputStream in, OutputStream out) {
        try (in) {
            return in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String imageId() {
        return Objects.requireNonNull(engine.call(
                "inspect", client -> client.inspectImageCmd(image.tag()).exec().getId()));
    }

    private String started(String... command) {
        String container = created(command);
        engine.run("start", client -> client.startContainerCmd(container).exec());
        return container;
    }

    private String created(String... command) {
        String container = engine.call(
                "create",
                client -> client.createContainerCmd(image.tag())
                        .withCmd(command)
                        .withExposedPorts(SSH)
                        .withHostConfig(
                                HostConfig.newHostConfig().withNetworkMode(name).withPublishAllPorts(true))
                        .exec()
                        .getId());
        containers.add(container);
        return container;
    }

    private int publishedPort(String container) {
        Map<ExposedPort, Ports.Binding[]> bindings = engine.call(
                "inspect",
                client -> client.inspectContainerCmd(container)
                        .exec()
                        .getNetworkSettings()
                        .getPorts()
                        .getBindings());
        Ports.Binding binding = Objects.requireNonNull(bindings.get(SSH), "port 22 is published")[0];
        return Integer.parseInt(binding.getHostPortSpec());
    }

    private static String banner(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
            socket.setSoTimeout(2000);
            return new String(socket.getInputStream().readNBytes(8), StandardCharsets.US_ASCII);
        }
    }

    private String output(String container, String... command) {
        StringBuilder out = new StringBuilder();
        engine.run("exec", client -> {
            String exec = client.execCreateCmd(container)
                    .withCmd(command)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId();
            try {
                client.execStartCmd(exec)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                out.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                            }
                        })
                        .awaitCompletion();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
        return out.toString();
    }
}
