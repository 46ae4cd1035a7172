package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom, between two containers and this machine. */
class IsolationIT extends ContractFixture {
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
        onHost(to, "nohup nc -lk 8080 >/dev/null 2>&1 & nohup nc -6 -lk 8081 >/dev/null 2>&1 &");
        toV4 = onHost(to, "hostname -I | cut -d ' ' -f 1");
        toV6 = to.endpoint().ipv6().orElseThrow();
        gateway = onHost(from, "ip route show default | cut -d ' ' -f 3");
        // What is unreachable below is so by rule, not for want of a listener.
        Commands.succeed("nc", "-z", "-w", "5", toV4, "8080");
        Commands.succeed("nc", "-z", "-w", "5", toV6, "8081");
    }

    @Test
    void containersReachEachOtherByPublishedPortAndByIpv6LoginOnly() {
        assertThat(reaches(toV4, 8080)).isFalse();
        assertThat(reaches(toV4, 22)).isFalse();
        assertThat(reaches(toV6, 8081)).isFalse();
        assertThat(reaches(toV6, 22)).isTrue();
        assertThat(reaches(gateway, to.endpoint().sshPort())).isTrue();
        assertThat(onHost(from, "ping -6 -c 1 -W 5 " + toV6)).contains("1 received");
    }

    @Test
    void containersReachTheMachinesPublicListenersButNotItsLoopbackNorTheEngine() throws IOException {
        try (ServerSocket everywhere = new ServerSocket(0);
                ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(reaches(gateway, everywhere.getLocalPort())).isTrue();
            assertThat(reaches(gateway, loopback.getLocalPort())).isFalse();
            assertThat(onHost(from, "ls /var/run /run")).doesNotContain("docker");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2375, 2376})
    void containersDoNotReachThePortsWhereAnEngineUsuallyListens(int port) throws IOException {
        try (ServerSocket engine = new ServerSocket(port);
                ServerSocket other = new ServerSocket(0)) {
            Commands.succeed("nc", "-z", "-w", "5", gateway, Integer.toString(engine.getLocalPort()));
            assertThat(reaches(gateway, other.getLocalPort())).isTrue();
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

    private boolean reaches(String address, int port) {
        return alice.run(LOOPBACK, from.endpoint().sshPort(), "nc -z -w 2 " + address + " " + port)
                        .exitCode()
                == 0;
    }
}
