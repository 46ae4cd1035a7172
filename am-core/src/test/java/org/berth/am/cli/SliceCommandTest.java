// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.berth.am.admin.SliceControl;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.slice.Described;
import org.berth.am.slice.Requester;
import org.berth.am.slice.SliceAdmin;
import org.berth.am.slice.Slices;
import org.berth.am.slice.StoredSlices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code berth slice} and {@code berth sliver} against an AM's control socket, with real use cases and no workers. */
class SliceCommandTest extends ControlSocketFixture {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Urn SLICE = Urn.parse("urn:publicid:IDN+sa.example.org+slice+one");
    private static final Urn OTHER = Urn.parse("urn:publicid:IDN+sa.example.org+slice+two");
    private static final User ALICE =
            new User(Urn.parse("urn:publicid:IDN+sa.example.org+user+alice"), List.of("ssh-ed25519 AAAA alice"));

    private Slices slices;

    @BeforeEach
    void offerSlices() {
        Clock clock = Clock.systemUTC();
        SlicePolicy policy = new SlicePolicy(
                AM, Duration.ofDays(7), Duration.ofDays(30), config.sliverTypes(), false, Set.of("debian:12"));
        new SliceControl(new SliceAdmin(store, registry.hosts(), policy, clock, () -> {})).offerOn(control);
        slices = new StoredSlices(store, registry.hosts(), policy, clock, () -> {});
        host("host1").refresh();
    }

    @Test
    void whatNobodyHasIsListedAsNothing() throws Exception {
        assertThat(output("slice", "list")).isEqualTo("No slices.");
        assertThat(output("sliver", "list")).isEqualTo("No slivers.");
        assertThat(json("slice", "list", "--json")).isEmpty();
        assertThat(json("sliver", "list", "--json")).isEmpty();
    }

    @Test
    void slicesAreListedAndShown() throws Exception {
        // given
        create(SLICE, "a", "b");
        create(OTHER, "c");

        // when
        String list = output("slice", "list");
        String slice = output("slice", "show", SLICE.toString());

        // then
        assertThat(list)
                .startsWith("SLIVERS ")
                .containsPattern("2 +\\d{4}-\\S+Z +" + quoted(SLICE))
                .containsPattern("1 +\\d{4}-\\S+Z +" + quoted(OTHER))
                .contains("of " + ALICE.urn().key())
                .doesNotContain("shut down");
        assertThat(slice)
                .contains(
                        "node a of " + SLICE.key(),
                        "node b of " + SLICE.key(),
                        "of " + ALICE.urn().key())
                .containsPattern("geni_configuring at host1 port 1200\\d and 2001:db8:1:\\S+, until \\d{4}-")
                .doesNotContain("node c");
        JsonNode json = json("slice", "list", "--json");
        assertThat(json.findValuesAsText("slice")).contains(SLICE.key(), OTHER.key());
        assertThat(json("slice", "show", "--json", OTHER.toString())
                        .at("/slivers/0/node")
                        .asText())
                .isEqualTo("c");
    }

    @Test
    void aSliceIsShutDownAndDeleted() throws Exception {
        // given
        create(SLICE, "a", "b");
        create(OTHER, "c");

        // when
        String shutDown = output("slice", "shutdown", SLICE.toString());

        // then
        assertThat(shutDown).isEqualTo("shut down " + SLICE);
        assertThat(output("slice", "show", SLICE.toString()))
                .startsWith("The slice is shut down.")
                .contains("geni_stopping", "the slice was shut down");
        assertThat(output("slice", "list")).containsPattern("2 +shut down +\\S+ +" + quoted(SLICE));

        // when
        String deleted = output("slice", "delete", SLICE.toString());

        // then
        assertThat(deleted).isEqualTo("deleted 2 slivers of " + SLICE);
        assertThat(json("slice", "list", "--json")).hasSize(1);
        assertThat(output("sliver", "list"))
                .contains("node c of " + OTHER.key())
                .doesNotContain(SLICE.key());
        assertThat(refusal("slice", "delete", SLICE.toString()))
                .isEqualTo(
                        "berth: slice " + SLICE + " has no slivers here; berth slice list shows those that have some");
    }

    @Test
    void aSliverIsShownStoppedAndDeleted() throws Exception {
        // given
        List<String> slivers = create(SLICE, "a", "b");
        String sliver = slivers.get(0);

        // when
        String shown = output("sliver", "show", sliver);

        // then
        assertThat(shown.lines()).first().isEqualTo(sliver);
        assertThat(shown).contains("node a of " + SLICE.key()).doesNotContain(slivers.get(1));
        assertThat(json("sliver", "show", "--json", sliver).path("user").asText())
                .isEqualTo(ALICE.urn().key());

        // when
        String stopped = output("sliver", "stop", sliver);

        // then
        assertThat(stopped).isEqualTo("stopping " + sliver);
        assertThat(output("sliver", "show", sliver))
                .contains("geni_stopping", "stopped by the administrator of this aggregate");
        assertThat(output("sliver", "show", slivers.get(1))).contains("geni_configuring");

        // when
        String deleted = output("sliver", "delete", sliver);

        // then
        assertThat(deleted).isEqualTo("deleted " + sliver);
        assertThat(output("sliver", "list")).contains(slivers.get(1)).doesNotContain(sliver);
        assertThat(refusal("sliver", "stop", sliver))
                .isEqualTo("berth: no sliver " + sliver + " here; berth sliver list shows those that there are");
    }

    @Test
    void whatIsNotThereOrNoUrnIsRefusedAndChangesNothing() {
        // given
        String sliver = create(SLICE, "a").get(0);

        for (String verb : List.of("show", "shutdown", "delete")) {
            assertThat(refusal("slice", verb, OTHER.toString())).contains(OTHER.toString(), "here");
            assertThat(refusal("slice", verb, "one")).endsWith("name: 'one'");
        }
        for (String verb : List.of("show", "stop", "delete")) {
            assertThat(refusal("sliver", verb, sliver + "0")).startsWith("berth: no sliver " + sliver + "0 here; ");
            assertThat(refusal("sliver", verb, "a")).endsWith("name: 'a'");
        }
        assertThat(output("sliver", "show", sliver)).contains("geni_configuring");
    }

    @Test
    void whatIsOnlyAllocatedCannotBeStopped() {
        // given
        Described allocated = slices.allocate(Target.wholeSlice(SLICE), alice(), request("a"), Optional.empty());
        String sliver = allocated.slivers().get(0).sliver().toString();

        assertThat(refusal("sliver", "stop", sliver))
                .endsWith("is not provisioned; there is nothing to be stopped. To delete it, type: berth sliver delete "
                        + sliver);
    }

    /** Makes provisioned slivers of nodes, and returns their URNs. */
    private List<String> create(Urn slice, String... nodes) {
        return slices
                .create(Target.wholeSlice(slice), alice(), request(nodes), Optional.empty(), List.of(ALICE))
                .slivers()
                .stream()
                .map(sliver -> sliver.sliver().toString())
                .toList();
    }

    private static Requester alice() {
        return new Requester(Optional.of(ALICE.urn()), Instant.now().plus(Duration.ofDays(20)));
    }

    private static String request(String... nodes) {
        StringBuilder request =
                new StringBuilder("<rspec xmlns='http://www.geni.net/resources/rspec/3' type='request'>");
        List.of(nodes)
                .forEach(
                        node -> request.append("<node client_id='%s' component_manager_id='%s'/>".formatted(node, AM)));
        return request.append("</rspec>").toString();
    }

    private static String quoted(Urn urn) {
        return Pattern.quote(urn.key());
    }
}
