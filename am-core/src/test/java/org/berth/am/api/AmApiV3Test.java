// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;
import static org.berth.am.api.ApiFixture.SLIVER;
import static org.berth.am.api.ApiFixture.VERSION_3;
import static org.berth.am.api.ApiFixture.version3And;
import static org.berth.am.api.RecordingSlices.MANIFEST;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.berth.am.GeniCode;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods of AM API v3: the use cases that they call, and their answers. */
class AmApiV3Test {
    private static final String SLICE_URN = RecordingSlices.SLICE.toString();
    private static final Map<String, Object> SLIVER_STRUCT = Map.of(
            "geni_sliver_urn", RecordingSlices.SLIVER.toString(),
            "geni_expires", "2030-01-08T00:00:00Z",
            "geni_allocation_status", "geni_provisioned",
            "geni_operational_status", "geni_ready",
            "geni_error", "");
    private static final String WHOLE = "Target[slice=" + SLICE_URN + ", slivers=[], anchor=Optional[anchor]]";

    private final ApiFixture am = new ApiFixture(AmApiV3::new);

    @Test
    void listResourcesGivesTheAdvertisement() {
        assertThat(am.value("ListResources", GOOD, VERSION_3)).isEqualTo("<rspec type=\"advertisement\"/>");
        assertThat(am.slices.asked).containsExactly("advertisement false");
    }

    @Test
    void listResourcesCompressesAndLeavesOutWhatIsTakenWhereAsked() {
        // when
        Map<String, Object> options = new HashMap<>(version3And("geni_available", 1));
        options.put("geni_compressed", "TRUE");
        String value = (String) am.value("ListResources", GOOD, options);

        // then
        assertThat(Compression.decompress(value)).isEqualTo("<rspec type=\"advertisement\"/>");
        assertThat(am.slices.asked).containsExactly("advertisement true");
    }

    @Test
    void listResourcesWithoutCredentialsIsABadArgumentThatCompressedClientsSurvive() {
        // when
        Reply reply = am.call("ListResources", new Object[0], version3And("geni_compressed", true));

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.BADARGS);
        assertThat(reply.struct().get("value")).isEqualTo("eJwDAAAAAAE=");
    }

    @Test
    void listResourcesNeverPassesForADescribe() {
        assertThat(am.refusal(GeniCode.BADARGS, "ListResources", GOOD, version3And("geni_slice_urn", SLICE_URN)))
                .contains("geni_slice_urn", "Describe");
    }

    @Test
    void describeOfASliceEchoesItsUrn() {
        // when
        Object value = am.value("Describe", new Object[] {SLICE_URN.replace("s1", "S1")}, GOOD, VERSION_3);

        // then
        assertThat(value)
                .isEqualTo(Map.of(
                        "geni_rspec", MANIFEST,
                        "geni_urn", SLICE_URN.replace("s1", "S1"),
                        "geni_slivers", List.of(SLIVER_STRUCT)));
        assertThat(am.authority.asked).containsExactly("GET_SLICE_RESOURCES on " + SLICE_URN.replace("s1", "S1"));
    }

    @Test
    void describeOfSliversNamesTheirSlice() {
        // when
        Map<?, ?> value = (Map<?, ?>) am.value("Describe", SLIVER, GOOD, version3And("geni_compressed", true));

        // then
        assertThat(value.get("geni_urn")).isEqualTo(SLICE_URN);
        assertThat(Compression.decompress(String.valueOf(value.get("geni_rspec"))))
                .isEqualTo(MANIFEST);
        assertThat(am.slices.asked)
                .last()
                .isEqualTo("describe Target[slice=" + SLICE_URN + ", slivers=[" + RecordingSlices.SLIVER
                        + "], anchor=Optional[anchor]]");
    }

    @Test
    void allocatePassesTheRequestOnWithTheEndOfTheCredential() {
        // when
        Map<?, ?> value = (Map<?, ?>)
                am.value("Allocate", SLICE_URN, GOOD, "<rspec/>", Map.of("geni_end_time", "2030-01-01T02:00:00+01:00"));

        // then
        assertThat(value.get("geni_rspec")).isEqualTo(MANIFEST);
        assertThat(value.get("geni_urn")).isEqualTo(SLICE_URN);
        assertThat((List<?>) value.get("geni_slivers")).hasSize(1);
        assertThat(am.authority.asked).containsExactly("CREATE_SLIVER on " + SLICE_URN);
        assertThat(am.slices.asked)
                .containsExactly(
                        "allocate " + SLICE_URN + " until 2030-02-01T00:00:00Z end 2030-01-01T01:00:00Z <rspec/>");
    }

    @Test
    void allocateTakesACompressedRequest() {
        am.value("Allocate", SLICE_URN, GOOD, Compression.compress("<rspec>\u00e9</rspec>"), Map.of());
        assertThat(am.slices.asked).first().asString().endsWith(" <rspec>\u00e9</rspec>");
    }

    @Test
    void allocateLeavesAnEmptyOrBrokenRequestToTheRspecReader() {
        am.value("Allocate", SLICE_URN, GOOD, "", Map.of());
        am.value("Allocate", SLICE_URN, GOOD, "\n<rspec", Map.of());
        assertThat(am.slices.asked).hasSize(2);
    }

    @Test
    void allocateTakesNoReservations() {
        assertThat(am.refusal(
                        GeniCode.UNSUPPORTED,
                        "Allocate",
                        SLICE_URN,
                        GOOD,
                        "<rspec/>",
                        Map.of("geni_start_time", "2030-01-01T00:02:00Z")))
                .contains("geni_start_time");
        am.value("Allocate", SLICE_URN, GOOD, "<rspec/>", Map.of("geni_start_time", "2030-01-01T00:00:30Z"));
    }

    @Test
    void provisionPassesUsersEndAndBestEffortOn() {
        // given
        Map<String, Object> options = new HashMap<>(version3And("geni_best_effort", true));
        options.put("geni_users", new Object[] {Map.of("urn", ALICE.urn().toString())});
        options.put("geni_end_time", "2030-01-03T00:00:00");

        // when
        Map<?, ?> value = (Map<?, ?>) am.value("Provision", SLICE, GOOD, options);

        // then
        assertThat(value.get("geni_rspec")).isEqualTo(MANIFEST);
        assertThat(am.slices.asked)
                .containsExactly("provision " + WHOLE
                        + " until 2030-02-01T00:00:00Z end 2030-01-03T00:00:00Z [User[urn=" + ALICE.urn()
                        + ", keys=[]]] true");
    }

    @Test
    void provisionDoesWithoutUsers() {
        am.value("Provision", SLICE, GOOD, VERSION_3);
        assertThat(am.slices.asked).first().asString().endsWith("end null [] false");
    }

    @Test
    void statusHasTheSliceAndItsSlivers() {
        assertThat(am.value("Status", SLICE, GOOD, Map.of()))
                .isEqualTo(Map.of("geni_urn", SLICE_URN, "geni_slivers", List.of(SLIVER_STRUCT)));
        assertThat(am.authority.asked).containsExactly("GET_SLICE_RESOURCES on " + SLICE_URN);
    }

    @Test
    void actionsArePerformedByTheirName() {
        // when
        List<?> value = (List<?>) am.value("PerformOperationalAction", SLIVER, GOOD, "geni_restart", Map.of());

        // then
        assertThat(value).hasSize(1);
        assertThat(am.slices.asked)
                .last()
                .asString()
                .startsWith("perform RESTART ")
                .endsWith(" [] false");
        assertThat(am.authority.asked).containsExactly("CREATE_SLIVER on " + SLICE_URN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "random_action", "GENI_START", "geni_console_url"})
    void unknownActionsAreUnsupportedWithAnArrayForAValue(String action) {
        // when
        Reply reply = am.call("PerformOperationalAction", SLICE, GOOD, action, Map.of());

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.UNSUPPORTED);
        assertThat(reply.struct().get("value")).isEqualTo(List.of());
        assertThat((String) reply.struct().get("output")).contains("geni_start", "geni_update_users");
    }

    @Test
    void updatingUsersNeedsUsers() {
        // when
        am.value("PerformOperationalAction", SLICE, GOOD, "geni_update_users", Map.of("geni_users", new Object[] {
            Map.of("urn", ALICE.urn().toString())
        }));
        am.slices.asked.clear();

        // then
        assertThat(am.refusal(GeniCode.BADARGS, "PerformOperationalAction", SLICE, GOOD, "geni_update_users", Map.of()))
                .contains("geni_users");
    }

    @Test
    void renewPassesTheTimeOn() {
        // when
        List<?> value =
                (List<?>) am.value("Renew", SLICE, GOOD, "2026-11-21T11:31:47+00:00", Map.of("geni_extend_alap", true));

        // then
        assertThat(value).isEqualTo(List.of(SLIVER_STRUCT));
        assertThat(am.slices.asked)
                .containsExactly("renew " + WHOLE + " until 2030-02-01T00:00:00Z to 2026-11-21T11:31:47Z true false");
        assertThat(am.authority.asked).containsExactly("RENEW_SLIVER on " + SLICE_URN);
    }

    @Test
    void deletedSliversComeBackWithEveryMember() {
        // when
        List<?> value = (List<?>) am.value("Delete", SLICE, GOOD, Map.of("geni_best_effort", 1));

        // then
        Map<String, Object> expected = new HashMap<>(SLIVER_STRUCT);
        expected.put("geni_allocation_status", "geni_unallocated");
        expected.put("geni_operational_status", "geni_pending_allocation");
        assertThat(value).isEqualTo(List.of(expected));
        assertThat(am.slices.asked).containsExactly("delete " + WHOLE + " true");
        assertThat(am.authority.asked).containsExactly("DELETE_SLICE on " + SLICE_URN);
    }

    @Test
    void shutdownGivesTrue() {
        assertThat(am.value("Shutdown", SLICE_URN, GOOD, Map.of())).isEqualTo(true);
        assertThat(am.slices.asked).containsExactly("shutdown " + SLICE_URN);
        assertThat(am.authority.asked).containsExactly("SHUTDOWN on " + SLICE_URN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Status", "Delete", "Renew", "PerformOperationalAction", "Provision"})
    void bestEffortTakesAnUnknownSliverAmongGoodOnes(String method) {
        // given
        Object[] slivers = {RecordingSlices.SLIVER.toString(), RecordingSlices.SLIVER + "-not"};
        Map<String, Object> bestEffort = version3And("geni_best_effort", true);
        List<Object> parameters = new ArrayList<>(List.of(slivers, GOOD));
        switch (method) {
            case "Renew" -> parameters.add("2030-01-02T00:00:00Z");
            case "PerformOperationalAction" -> parameters.add("geni_start");
            default -> {}
        }
        parameters.add(bestEffort);

        // when
        am.value(method, parameters.toArray());

        // then
        assertThat(am.slices.asked).hasSize(2);
        assertThat(am.slices.asked.get(0)).startsWith("sliceOf").endsWith("best effort");
        parameters.set(parameters.size() - 1, VERSION_3);
        assertThat(am.call(method, parameters.toArray()).code()).isEqualTo(GeniCode.SEARCHFAILED);
    }
}
