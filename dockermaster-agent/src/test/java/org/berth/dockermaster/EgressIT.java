// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a host from its containers. A network namespace stands for the outside. */
class EgressIT extends ContractFixture {
    private static final int NUMBER = 100 + PROCESS;
    private static final String INSIDE = "egr" + NUMBER;
    private static final String OUTSIDE = "egrout" + NUMBER;
    /** Of a range for benchmarks (RFC 2544), which nobody has. */
    private static final String STRANGER = "198.18." + NUMBER + ".2";

    private static final String LINK_LOCAL = "169.254.77." + NUMBER;

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    private Process outside;

    @BeforeEach
    void outside() throws IOException {
        Commands.run(List.of("ip", "link", "del", INSIDE));
        outside = new ProcessBuilder("unshare", "--net", "sleep", "600").start();
        await().until(() -> !namespace(outside.pid())
                .equals(namespace(ProcessHandle.current().pid())));
        Commands.succeed("ip", "link", "add", INSIDE, "type", "veth", "peer", "name", OUTSIDE);
        Commands.succeed("ip", "link", "set", OUTSIDE, "netns", Long.toString(outside.pid()));
        Commands.succeed("ip", "addr", "add", "198.18." + NUMBER + ".1/24", "dev", INSIDE);
        Commands.succeed("ip", "link", "set", INSIDE, "up");
        Commands.succeed("ip", "route", "add", LINK_LOCAL + "/32", "dev", INSIDE);
        outside("ip", "addr", "add", STRANGER + "/24", "dev", OUTSIDE);
        outside("ip", "addr", "add", LINK_LOCAL + "/32", "dev", OUTSIDE);
        outside("ip", "link", "set", OUTSIDE, "up");
    }

    private void outside(String... command) {
        Commands.succeed(Stream.concat(
                        Stream.of("nsenter", "--net=/proc/" + outside.pid() + "/ns/net", "--"), Arrays.stream(command))
                .toArray(String[]::new));
    }

    private static String namespace(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "net"))
                .toString();
    }

    @AfterEach
    void noOutside() {
        outside.destroy();
        Commands.run(List.of("ip", "link", "del", INSIDE));
    }

    @Test
    void nothingLeavesTheHostFromAForeignSource() {
        // given
        SliverSpec sliver = made(newSliver());
        ForgedFrames.Station station = ForgedFrames.station(dockerHost, sliver);
        String bridge = ForgedFrames.bridge(station);
        String host = ForgedFrames.mac(bridge);
        try (Wiretap stranger = Wiretap.inside(outside.pid(), OUTSIDE)) {
            // when
            ForgedFrames.send(
                    station,
                    List.of(
                            Frames.udp("foreign", host, station.mac(), "203.0.113.9", STRANGER),
                            Frames.udp("own", host, station.mac(), station.ipv4(), STRANGER)));

            // then
            stranger.awaitHeard("own");
            assertThat(stranger.heard()).containsExactlyInAnyOrder("own", "ready");
        }
    }

    @Test
    void mailLinkLocalAddressesAndThePortsOfAgentsAndEnginesAreRefused() {
        SliverSpec sliver = made(newSliver());

        assertThat(leaves(sliver, STRANGER, 443)).isTrue();
        for (int port : List.of(25, 2375, 2376, 9443, 11998, 11999)) {
            assertThat(leaves(sliver, STRANGER, port)).as("port " + port).isFalse();
        }
        assertThat(leaves(sliver, LINK_LOCAL, 443)).isFalse();
    }

    @Test
    void egressOfHostAndTypeBothHaveToAllow() {
        // given
        host.close();
        HostSettings plain = settings(SLOTS);
        host = open(
                plain.withNetwork(Egress.parse(STRANGER + ":80-90, " + STRANGER + ":25"), List.of(), Set.of()), clock);
        ContainerType listing = PLAIN.withEgress(Egress.parse("198.18.0.0/15:82-25000"));

        // when
        SliverSpec ofHost = made(newSliver());
        SliverSpec ofBoth = made(newSliver(listing, FIRST_PORT + 1));

        // then
        assertThat(leaves(ofHost, STRANGER, 80)).isTrue();
        assertThat(leaves(ofHost, STRANGER, 25)).isTrue();
        assertThat(leaves(ofHost, STRANGER, 443)).isFalse();
        assertThat(leaves(ofBoth, STRANGER, 80)).isFalse();
        assertThat(leaves(ofBoth, STRANGER, 85)).isTrue();
        assertThat(leaves(ofBoth, STRANGER, 443)).isFalse();
        // Its neighbours are not outside.
        assertThat(alice.run(
                                LOOPBACK,
                                ofBoth.endpoint().sshPort(),
                                "nc -z -w 300 " + ofHost.endpoint().ipv6().orElseThrow() + " 22")
                        .exitCode())
                .isZero();
    }

    @Test
    void containerHasAShareOfTheConnectionsThatTheHostTracks() throws IOException {
        // given
        SliverSpec sliver = made(newSliver());
        int before = tracked();

        // when
        String sent = onHost(
                sliver,
                "sudo perl -e 'socket(S, 2, 2, 17); for $p (1 .. 20000) { send(S, \"x\", 0, pack(\"Sna4x8\", 2, $p,"
                        + " pack(\"C4\", " + STRANGER.replace('.', ',') + "))) or die $! }; print q(sent)'");

        assertThat(sent).isEqualTo("sent");
        // then: no more than 8192 to the outside, and what the machine does besides
        assertThat(tracked() - before).isBetween(256, 12_000);
        assertThat(onHost(sliver, "echo in")).isEqualTo("in");
    }

    private static int tracked() throws IOException {
        // Not readString, which asks for one byte first: the kernel answers that with one digit.
        return Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/netfilter/nf_conntrack_count"))
                .get(0));
    }

    /** Whether a connection gets to the stranger, who listens nowhere and says so. */
    private boolean leaves(SliverSpec sliver, String address, int port) {
        return alice.run(LOOPBACK, sliver.endpoint().sshPort(), "nc -v -z -w 5 " + address + " " + port + " 2>&1")
                .output()
                .contains("refused");
    }
}
