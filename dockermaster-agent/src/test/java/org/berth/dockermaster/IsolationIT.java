// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom, between two containers and this machine. */
class IsolationIT extends ContractFixture {
    private static final ContainerType TUNNEL = new ContainerType(
            "docker-container-with-tunnel",
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            List.of("NET_ADMIN"),
            List.of());

    private SliverSpec from;
    private SliverSpec to;
    private String toV4 = "";
    private String toV6 = "";
    private String gateway = "";

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @BeforeEach
    void twoSliversOneListening() {
        from = made(newSliver());
        to = made(newSliver(PLAIN, FIRST_PORT + 1));
        onHost(
                to,
                "nohup nc -lk 8080 >/dev/null 2>&1 & nohup nc -6 -lk 8081 >/dev/null 2>&1 &"
                        + " until nc -z 127.0.0.1 8080 && nc -z ::1 8081; do sleep 0.1; done");
        toV4 = onHost(to, "hostname -I | cut -d ' ' -f 1");
        toV6 = to.endpoint().ipv6().orElseThrow();
        gateway = onHost(from, "ip route show default | cut -d ' ' -f 3");
        // What is unreachable below is so by rule, not for want of a listener.
        Commands.succeed("nc", "-z", "-w", "300", toV4, "8080");
        Commands.succeed("nc", "-z", "-w", "300", toV6, "8081");
    }

    @Test
    void containersReachEachOtherByPublishedPortAndByIpv6LoginOnly() {
        assertThat(reaches(toV4, 8080)).isFalse();
        assertThat(reaches(toV4, 22)).isFalse();
        assertThat(reaches(toV6, 8081)).isFalse();
        requireReached(toV6, 22);
        requireReached(gateway, to.endpoint().sshPort());
        onHost(from, "ping -6 -c 1 -W 300 " + toV6);
    }

    @Test
    void nothingForgedReachesAnotherContainerOrThisMachine() {
        forged().assertUnheard();

        // The agent's restart leaves no gap and forgets nobody.
        reopen();
        host.describe();
        forged().assertUnheard();
        assertThat(onHost(to, "echo in")).isEqualTo("in");
    }

    @Test
    void containerThatStartsWhileNoAgentLivesHasNoNetworkUntilOneDoes() {
        // given
        host.close();
        for (SliverSpec sliver : List.of(from, to)) {
            tell(client -> client.restartContainerCmd(id(sliver)).withTimeout(1).exec());
        }

        // when
        ForgedFrames forged = forged();

        // then
        forged.assertUnheardByContainers();
        assertThat(Commands.run(List.of("nc", "-z", "-w", "2", toV4, "22")).exitCode())
                .isNotZero();
        assertThat(Commands.run(List.of("nc", "-z", "-w", "2", toV6, "22")).exitCode())
                .isNotZero();

        // when
        reopen();

        // then: nobody asked for anything yet
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(onHost(to, "echo in")).isEqualTo("in"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(onHost(from, "echo in")).isEqualTo("in"));
        forged.assertUnheard();
    }

    @Test
    void containerThatTheEngineStartsItselfIsAdmittedWhileTheAgentLives() {
        tell(client -> client.restartContainerCmd(id(to)).withTimeout(1).exec());

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(onHost(to, "echo in")).isEqualTo("in"));
        forged().assertUnheard();
    }

    @Test
    void rulesThatSomebodyFlushedAreBackWithoutAWordOfTheAm() {
        Commands.succeed("nft", "delete", "table", "bridge", "berth");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Commands.run(List.of("nft", "list", "set", "bridge", "berth", "ipv4"))
                                .output())
                        .contains(from.endpoint().mac(), to.endpoint().mac()));

        forged().assertUnheard();
    }

    @Test
    void addressOfAnotherContainerCannotBeTakenInOneWithNetAdmin() {
        // given
        SliverSpec tunnel = made(newSliver(TUNNEL, FIRST_PORT + 2));
        List<String> keys = SshUser.hostKeys(LOOPBACK, to.endpoint().sshPort());

        // when
        String inside = "nsenter --net=/proc/"
                + ForgedFrames.station(dockerHost, tunnel).pid() + "/ns/net ";
        Commands.succeed("sh", "-c", inside + "ip address add " + toV4 + "/32 dev eth0");
        Commands.succeed("sh", "-c", inside + "ip -6 address add " + toV6 + "/128 dev eth0 nodad");
        Commands.run(List.of("sh", "-c", inside + "nc -z -w 1 -s " + toV4 + " " + gateway + " 53"));
        Commands.succeed(
                "sh",
                "-c",
                inside + "ip link set dev eth0 address " + to.endpoint().mac());
        Commands.run(List.of("sh", "-c", inside + "nc -z -w 1 -s " + toV4 + " " + gateway + " 53"));
        List<String> shown = SshUser.hostKeys(LOOPBACK, to.endpoint().sshPort());
        List<String> shownV6 = SshUser.hostKeys(toV6, 22);

        // then
        assertThat(keys).isNotEmpty();
        assertThat(keyOnly(shown)).isEqualTo(keyOnly(keys));
        assertThat(keyOnly(shownV6)).isEqualTo(keyOnly(keys));
        assertThat(Commands.succeed("ip", "neigh", "show", toV4))
                .contains(to.endpoint().mac(), "PERMANENT");
    }

    @Test
    void containersMakeNoDeviceNodes() {
        assertThat(alice.run(LOOPBACK, from.endpoint().sshPort(), "sudo mknod /dev/evil b 8 0")
                        .output())
                .contains("not permitted");
    }

    @Test
    void containersReachNoListenerOfThisMachineButDnsAndPublishedPorts() throws IOException {
        try (ServerSocket everywhere = new ServerSocket(0);
                ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Commands.succeed("nc", "-z", "-w", "300", gateway, Integer.toString(everywhere.getLocalPort()));
            assertThat(reaches(gateway, everywhere.getLocalPort())).isFalse();
            assertThat(reaches(gateway, loopback.getLocalPort())).isFalse();
            requireReached(gateway, to.endpoint().sshPort());
            assertThat(onHost(from, "ping -c 1 -W 300 " + gateway)).contains("1 received");
            assertThat(onHost(from, "ls /var/run /run")).doesNotContain("docker");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2375, 2376})
    void containersDoNotReachThePortsWhereAnEngineUsuallyListens(int port) throws IOException {
        try (ServerSocket engine = new ServerSocket(port);
                ServerSocket other = new ServerSocket(0)) {
            Commands.succeed("nc", "-z", "-w", "300", gateway, Integer.toString(engine.getLocalPort()));
            assertThat(reaches(gateway, other.getLocalPort())).isFalse();
            assertThat(reaches(gateway, engine.getLocalPort())).isFalse();
        } catch (BindException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            abort("port " + port + " of this machine is taken");
        }
    }

    @Test
    void ruleThatOthersPutFirstIsFirstOnlyUntilTheHostIsDescribedAgain() {
        // given
        String bridge = Commands.succeed("ip", "-o", "route", "get", toV4).replaceAll("(?s).* dev (\\S+).*", "$1");
        Commands.succeed("iptables", "-w", "-I", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT");
        try {
            // when
            host.describe();

            // then
            assertThat(reaches(toV4, 8080)).isFalse();
        } finally {
            Commands.succeed("iptables", "-w", "-D", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT");
        }
    }

    private static List<String> keyOnly(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(line.indexOf(' ')))
                .sorted()
                .toList();
    }

    private ForgedFrames forged() {
        return ForgedFrames.between(dockerHost, from, to);
    }

    private String id(SliverSpec sliver) {
        return containers().stream()
                .filter(container ->
                        sliver.sliver().equals(container.getLabels().get("org.berth.sliver")))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private void requireReached(String address, int port) {
        onHost(from, "nc -z -w 300 " + address + " " + port);
    }

    private boolean reaches(String address, int port) {
        return alice.run(LOOPBACK, from.endpoint().sshPort(), "nc -z -w 2 " + address + " " + port)
                        .exitCode()
                == 0;
    }
}
