// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.advertisement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.rspec.testing.SentRspec.checkAdvertisement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Action;
import org.berth.rspec.v3.Available;
import org.berth.rspec.v3.DiskImage;
import org.berth.rspec.v3.Feature;
import org.berth.rspec.v3.HardwareType;
import org.berth.rspec.v3.Interface;
import org.berth.rspec.v3.Location;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.NodeType;
import org.berth.rspec.v3.Opstate;
import org.berth.rspec.v3.OpstateSliverType;
import org.berth.rspec.v3.Rspec;
import org.berth.rspec.v3.RspecDocument;
import org.berth.rspec.v3.SliverType;
import org.berth.rspec.v3.State;
import org.berth.rspec.v3.Wait;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisementTest {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Instant NOW = Instant.parse("2026-11-20T11:31:00.123Z");
    private static final AdvertisedNode HOST = new AdvertisedNode(
            "host1",
            true,
            false,
            20,
            List.of("Dell-Inc.-PowerEdge-R430"),
            List.of(
                    new AdvertisedNode.SliverType(
                            "docker-container",
                            List.of(new AdvertisedNode.Image("debian:12", "Linux", "12", "Debian \u2192 12"))),
                    new AdvertisedNode.SliverType("docker-container_100M", List.of())),
            Optional.of(new AdvertisedNode.Location("BE", 51, 3.7)),
            List.of("eno1", "bond0.100"),
            List.of(new AdvertisedNode.Feature("ram", 65_536), new AdvertisedNode.Feature("pcshared", 1)));

    private static final OperationalStates STATES = new OperationalStates(
            "geni_configuring",
            List.of(
                    new OperationalStates.State(
                            "geni_configuring",
                            "Becoming ready.",
                            List.of(new OperationalStates.Action("geni_start", "geni_configuring", "Start it.")),
                            List.of(
                                    new OperationalStates.Wait(true, "geni_ready"),
                                    new OperationalStates.Wait(false, "geni_failed"))),
                    new OperationalStates.State("geni_ready", "Ready.", List.of(), List.of()),
                    new OperationalStates.State("geni_failed", "Broken.", List.of(), List.of())));

    @Test
    void nodeHasTheAttributesThatClientsNeed() {
        assertThat(checkAdvertisement(Advertisement.of(AM, NOW, STATES, List.of(HOST))))
                .containsExactly(Map.of(
                        "component_id", "urn:publicid:IDN+am.example.org+node+host1",
                        "component_manager_id", "urn:publicid:IDN+am.example.org+authority+am",
                        "component_name", "host1",
                        "exclusive", "false"));
    }

    @Test
    void nodeTellsRoomTypesImagesAndPlace() {
        Node node = read(HOST).child(Node.class).orElseThrow();

        assertThat(node.child(Available.class).flatMap(Available::now)).contains("true");
        HardwareType hardware = node.child(HardwareType.class).orElseThrow();
        assertThat(hardware.name()).contains("docker_cluster");
        assertThat(hardware.child(NodeType.class).flatMap(NodeType::typeSlots)).contains("20");
        assertThat(node.children(SliverType.class).map(type -> type.name().orElseThrow()))
                .containsExactly("docker-container", "docker-container_100M");
        DiskImage image = node.child(SliverType.class)
                .orElseThrow()
                .child(DiskImage.class)
                .orElseThrow();
        assertThat(image.name()).contains("debian:12");
        assertThat(image.os()).contains("Linux");
        assertThat(image.version()).contains("12");
        assertThat(image.description()).contains("Debian \u2192 12");
        Location place = node.child(Location.class).orElseThrow();
        assertThat(place.country()).contains("BE");
        assertThat(place.latitude()).contains("51.0");
        assertThat(place.longitude()).contains("3.7");
    }

    @Test
    void nodeHasTheTypeOfAllHostsFirstThenItsOwnWithTheSameRoom() {
        Node node = read(HOST).child(Node.class).orElseThrow();

        assertThat(node.children(HardwareType.class).map(type -> type.name().orElseThrow()))
                .containsExactly("docker_cluster", "Dell-Inc.-PowerEdge-R430");
        assertThat(node.children(HardwareType.class)
                        .map(type -> type.child(NodeType.class)
                                .flatMap(NodeType::typeSlots)
                                .orElseThrow()))
                .containsExactly("20", "20");
    }

    @Test
    void nodeTellsItsInterfacesByUrnAndWhatItHas() {
        Node node = read(HOST).child(Node.class).orElseThrow();

        assertThat(node.children(Interface.class).map(nic -> nic.componentId().orElseThrow()))
                .containsExactly(
                        "urn:publicid:IDN+am.example.org+interface+host1:eno1",
                        "urn:publicid:IDN+am.example.org+interface+host1:bond0.100");
        assertThat(node.children(Interface.class).map(nic -> nic.role().orElseThrow()))
                .containsOnly("control");
        assertThat(node.children(Feature.class)
                        .map(feature -> feature.name().orElseThrow() + "="
                                + feature.weight().orElseThrow()))
                .containsExactly("ram=65536", "pcshared=1");
    }

    @Test
    void interfaceWhoseNameFitsNoUrnIsLeftOut() {
        AdvertisedNode node = new AdvertisedNode(
                "h",
                true,
                false,
                1,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of("eth0", "eth+1", "eth 2", "eth\u00e9", "", "a-name-of-16-chars", "eth0"),
                List.of());

        assertThat(read(node).child(Node.class).orElseThrow().children(Interface.class))
                .singleElement()
                .extracting(nic -> nic.componentId().orElseThrow())
                .isEqualTo("urn:publicid:IDN+am.example.org+interface+h:eth0");
    }

    @Test
    void hostForOneSliverAtATimeIsExclusive() {
        Node node = read(bare("h", true, true, 1)).child(Node.class).orElseThrow();

        assertThat(node.exclusive()).contains("true");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "Dell Inc. PowerEdge R430, Dell-Inc.-PowerEdge-R430",
                "'HP ProLiant \"DL360\" <Gen9>', HP-ProLiant-DL360-Gen9",
                "'  (R)  ', R",
                "docker_cluster, docker_cluster",
                "'', nothing",
                "\u96fb\u8133, nothing",
            })
    void productBecomesAHardwareTypeThatNeedsNoQuotes(String product, @Nullable String type) {
        assertThat(Advertisement.hardwareType(product)).isEqualTo(Optional.ofNullable(type));
    }

    @Test
    void longProductIsCut() {
        assertThat(Advertisement.hardwareType("x".repeat(63) + " " + "y".repeat(500)))
                .contains("x".repeat(63));
    }

    @Test
    void fullHostIsShownWithoutRoom() {
        Node node = read(bare("host2", false, false, 0)).child(Node.class).orElseThrow();

        assertThat(node.child(Available.class).flatMap(Available::now)).contains("false");
        assertThat(node.child(Location.class)).isEmpty();
    }

    @Test
    void rootTellsWhenItWasTrueAndWhichSchemasItFollows() {
        Rspec root = read(HOST);

        assertThat(root.type()).contains("advertisement");
        assertThat(root.generated()).contains("2026-11-20T11:31:00Z");
        assertThat(root.schemaLocation())
                .contains("http://www.geni.net/resources/rspec/3 http://www.geni.net/resources/rspec/3/ad.xsd"
                        + " http://www.geni.net/resources/rspec/ext/opstate/1"
                        + " http://www.geni.net/resources/rspec/ext/opstate/1/ad.xsd");
    }

    @Test
    void mainNameSpaceIsTheDefaultOne() {
        assertThat(Advertisement.of(AM, NOW, STATES, List.of(HOST)))
                .contains("<rspec ")
                .contains("xmlns=\"http://www.geni.net/resources/rspec/3\"")
                .contains("<emulab:node_type type_slots=\"20\"/>")
                .doesNotContainPattern("xmlns:ns\\d");
    }

    @Test
    void operationalStatesHoldForEverySliverTypeOnce() {
        Opstate opstate = Optional.of(RspecDocument.parse(
                                Advertisement.of(AM, NOW, STATES, List.of(HOST, bare("h2", true, false, 1))))
                        .root())
                .flatMap(root -> root.child(Opstate.class))
                .orElseThrow();

        assertThat(opstate.start()).contains("geni_configuring");
        assertThat(opstate.aggregateManagerId()).contains(AM.toString());
        assertThat(opstate.children(OpstateSliverType.class)
                        .map(type -> type.name().orElseThrow()))
                .containsExactly("docker-container", "docker-container_100M");
    }

    @Test
    void statesTellTheirActionsAndWhereTheyLead() {
        Opstate opstate = read(HOST).child(Opstate.class).orElseThrow();
        State configuring = opstate.children(State.class).findFirst().orElseThrow();

        assertThat(opstate.children(State.class).map(state -> state.name().orElseThrow()))
                .containsExactly("geni_configuring", "geni_ready", "geni_failed");
        assertThat(configuring
                        .children(Action.class)
                        .map(action -> action.name().orElseThrow() + " "
                                + action.next().orElseThrow()))
                .containsExactly("geni_start geni_configuring");
        assertThat(configuring
                        .children(Wait.class)
                        .map(wait ->
                                wait.type().orElseThrow() + " " + wait.next().orElseThrow()))
                .containsExactly("geni_success geni_ready", "geni_failure geni_failed");
    }

    @Test
    void aggregateWithoutHostsIsAnEmptyAdvertisement() {
        String xml = Advertisement.of(AM, NOW, STATES, List.of());

        assertThat(checkAdvertisement(xml)).isEmpty();
        assertThat(RspecDocument.parse(xml).root().children()).isEmpty();
    }

    @Test
    void hostNameThatFitsNoUrnIsRefused() {
        assertThatThrownBy(() -> Advertisement.componentId(AM, "host 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'host 1'");
    }

    private static AdvertisedNode bare(String name, boolean available, boolean exclusive, int slots) {
        return new AdvertisedNode(
                name,
                available,
                exclusive,
                slots,
                List.of(),
                HOST.sliverTypes(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static Rspec read(AdvertisedNode node) {
        String xml = Advertisement.of(AM, NOW, STATES, List.of(node));
        checkAdvertisement(xml);
        return RspecDocument.parse(xml).root();
    }
}
