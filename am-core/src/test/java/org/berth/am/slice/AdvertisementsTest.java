// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Hosts;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.image.BaseImage;
import org.berth.rspec.Urn;
import org.berth.rspec.testing.SentRspec;
import org.berth.rspec.v3.Feature;
import org.berth.rspec.v3.HardwareType;
import org.berth.rspec.v3.Interface;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.NodeType;
import org.berth.rspec.v3.RspecDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvertisementsTest {
    private static final HostFacts MACHINE = new HostFacts(
            "0.1.0",
            "Debian GNU/Linux 12 (bookworm)",
            "6.1.0-18-amd64",
            "Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz",
            "Dell Inc. PowerEdge R430",
            "4XK2TB2",
            List.of(),
            List.of(new HostFacts.Nic("eno1", "02:42:ac:11:00:02", OptionalInt.of(10_000), List.of("10.2.0.5/16"))),
            List.of(new HostFacts.Neighbour("eno1", "switch1", "ge-1/0/1")));

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(12000, 4));
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void machineIsAdvertisedByItsProductInterfacesAndWhatItHas() {
        // given
        become(MACHINE);

        // when
        Node node = node();

        // then
        assertThat(node.children(HardwareType.class).map(type -> type.name().orElseThrow()))
                .containsExactly("docker_cluster", "Dell-Inc.-PowerEdge-R430");
        assertThat(node.children(Interface.class).map(nic -> nic.componentId().orElseThrow()))
                .containsExactly("urn:publicid:IDN+am.example.org+interface+host1:eno1");
        assertThat(node.children(Feature.class)
                        .map(feature -> feature.name().orElseThrow() + "="
                                + feature.weight().orElseThrow()))
                .containsExactly("cpu=2400", "cores=4", "ram=16384", "pcshared=1");
    }

    @Test
    void manifestNamesTheMachineThatASliverIsOnAndADockerClusterWhereItTellsNothing() {
        // given
        Urn plain = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0).sliver();
        String before = am.slices
                .describe(new Target(SlicesFixture.SLICE, List.of(plain)))
                .manifest();

        // when
        become(MACHINE);
        String after = am.slices
                .describe(new Target(SlicesFixture.SLICE, List.of(plain)))
                .manifest();

        // then
        assertThat(before).contains("<hardware_type name=\"docker_cluster\"/>");
        assertThat(after)
                .contains("<hardware_type name=\"Dell-Inc.-PowerEdge-R430\"/>")
                .doesNotContain("docker_cluster");
    }

    @Test
    void addressesSerialAndNeighboursAreNotForEverybody() {
        become(MACHINE);

        assertThat(am.slices.advertisement(false))
                .contains("PowerEdge-R430", "eno1")
                .doesNotContain("4XK2TB2", "02:42:ac", "10.2.0.5", "switch1");
    }

    @Test
    void hostThatTellsNothingIsStillADockerCluster() {
        Node node = node();

        assertThat(node.children(HardwareType.class).map(type -> type.name().orElseThrow()))
                .containsExactly("docker_cluster");
        assertThat(node.children(Interface.class)).isEmpty();
        assertThat(node.children(Feature.class).map(feature -> feature.name().orElseThrow()))
                .containsExactly("cores", "ram", "pcshared");
    }

    @Test
    void imagesThatTheConfigurationDoesNotListAreNotAdvertised() {
        // given
        am.master.announceImages(BaseImage.NAME, "debian:12", "internal/billing-db:7");

        // when
        am.hosts.all().forEach(Host::refresh);

        // then
        assertThat(am.slices.advertisement(false))
                .contains("name=\"" + BaseImage.NAME + "\"", "name=\"debian:12\"")
                .doesNotContain("billing");
    }

    @Test
    void exclusiveHostHasRoomForOneSliverWhateverItsPool() {
        // given
        HostPlan plan = SlicesFixture.plan("host1").withCapacity(true, OptionalLong.of(1L << 30), OptionalInt.of(2500));
        Host host = new Host(plan, am.master, am.clock);
        host.refresh();
        try (Hosts hosts = new Hosts(List.of(host))) {
            // when
            Node node = node(new Advertisements(am.store, hosts, am.policy, am.clock).advertisement(false));

            // then
            assertThat(node.exclusive()).contains("true");
            assertThat(node.children(HardwareType.class)
                            .flatMap(type -> type.children(NodeType.class))
                            .map(type -> type.typeSlots().orElseThrow()))
                    .containsOnly("1");
            assertThat(node.children(Feature.class)
                            .map(feature -> feature.name().orElseThrow() + "="
                                    + feature.weight().orElseThrow()))
                    .containsExactly("cores=2", "ram=1024");
        }
    }

    private void become(HostFacts machine) {
        am.master.become(machine);
        am.hosts.all().forEach(Host::refresh);
    }

    private Node node() {
        return node(am.slices.advertisement(false));
    }

    private static Node node(String advertisement) {
        SentRspec.checkAdvertisement(advertisement);
        return RspecDocument.parse(advertisement).root().child(Node.class).orElseThrow();
    }
}
