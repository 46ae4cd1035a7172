package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.BAD;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;
import static org.berth.am.api.ApiFixture.SLIVER;
import static org.berth.am.api.ApiFixture.VERSION_3;
import static org.berth.am.api.ApiFixture.version3And;
import static org.berth.am.api.RecordingSlices.MANIFEST;
import static org.berth.am.api.RecordingSlices.OTHER_SLIVER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmApiV3Test {
    private static final String SLICE_URN = RecordingSlices.SLICE.toString();
    private static final Map<String, Object> SLIVER_STRUCT = Map.of(
            "geni_sliver_urn", RecordingSlices.SLIVER.toString(),
            "geni_expires", "2030-01-08T00:00:00Z",
            "geni_allocation_status", "geni_provisioned",
            "geni_operational_status", "geni_ready",
            "geni_error", "");
    private static final String WHOLE = "Target[slice=" + SLICE_URN + ", slivers=[]]";

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
    void credentialAsBase64DataIsTheTextOfItsBytes() {
        // given
        Object[] credentials = {
            ApiFixture.credential("geni_sfa", "3", "<good/>".getBytes(StandardCharsets.UTF_8)),
            ApiFixture.credential("geni_sfa", "3", "<\u00e9/>".getBytes(StandardCharsets.UTF_8))
        };

        // when
        am.value("ListResources", credentials, VERSION_3);

        // then
        assertThat(am.authority.seen)
                .containsExactly(
                        new PresentedCredential("geni_sfa", "3", "<good/>"),
                        new PresentedCredential("geni_sfa", "3", "<\u00e9/>"));
    }

    @Test
    void base64DataThatIsNoTextIsABadArgument() {
        assertThat(am.refusal(
                        GeniCode.BADARGS,
                        "ListResources",
                        new Object[] {ApiFixture.credential("geni_sfa", "3", new byte[] {(byte) 0xff, '<'})},
                        VERSION_3))
                .isEqualTo("credentials[0].geni_value must be a string; its base64 data is not UTF-8 text");
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
                .isEqualTo("describe Target[slice=" + SLICE_URN + ", slivers=[" + RecordingSlices.SLIVER + "]]");
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

    @ParameterizedTest
    @ValueSource(strings = {"Allocate", "Delete", "Renew", "PerformOperationalAction", "Provision"})
    void callForWhoseAnswerThereIsNoMemoryIsBusyAndChangesNothing(String method) throws RpcFault {
        // given
        List<Object> parameters = new ArrayList<>(List.of(method.equals("Allocate") ? SLICE_URN : SLICE, GOOD));
        switch (method) {
            case "Allocate" -> parameters.add("<rspec/>");
            case "Renew" -> parameters.add("2030-01-02T00:00:00Z");
            case "PerformOperationalAction" -> parameters.add("geni_start");
            default -> {}
        }
        parameters.add(VERSION_3);

        // when
        Reply reply = am.api.call(ALICE, method, parameters, bytes -> false);

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.BUSY);
        assertThat((String) reply.struct().get("output")).contains("answers");
        assertThat(am.slices.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Update, Allocate",
        "Cancel, Delete",
        "CreateImage, administrators",
        "SnapshotImage, administrators",
        "DeleteImage, administrators",
        "ListImages, ListResources"
    })
    void whatOmniAsksOfOtherAggregatesIsRefusedWithWordsAndNoFault(String method, String instead) {
        assertThat(am.refusal(GeniCode.UNSUPPORTED, method, SLICE_URN, GOOD, "<rspec/>", Map.of(), 1, 2))
                .startsWith(method + " is not supported here: ")
                .contains(instead);
        assertThat(am.refusal(GeniCode.UNSUPPORTED, method)).contains(instead);
    }

    @Test
    void missingOptionsAreEmptyOptions() {
        am.value("Status", SLICE, GOOD);
        am.value("Status", SLICE, GOOD, null);
        am.value("GetVersion");
    }

    @Test
    void otherNumbersOfParametersAreFaults() {
        assertThatThrownBy(() -> am.api.call(ALICE, "Status", List.of(), AnswerBudget.UNLIMITED))
                .isInstanceOf(RpcFault.class)
                .hasMessageContaining("Status takes (urns, credentials, options)");
        assertThatThrownBy(() -> am.api.call(ALICE, "GetVersion", List.of(Map.of(), 1), AnswerBudget.UNLIMITED))
                .isInstanceOf(RpcFault.class);
        assertThatThrownBy(() -> am.api.call(ALICE, "CreateSliver", List.of(), AnswerBudget.UNLIMITED))
                .isInstanceOf(RpcFault.class)
                .hasMessageContaining("'CreateSliver'");
    }

    @Test
    void credentialsComeInEveryWrapping() {
        // when
        Object[] credentials = {
            ApiFixture.credential("geni_sfa", 3, "<a/>"),
            Map.of("geni_value", "<b/>"),
            "<c/>",
            ApiFixture.credential("geni_unknown", "0", "<good/>")
        };
        am.value("Status", SLICE, credentials, Map.of());

        // then
        assertThat(am.authority.seen)
                .containsExactly(
                        new PresentedCredential("geni_sfa", "3", "<a/>"),
                        new PresentedCredential("", "", "<b/>"),
                        new PresentedCredential("", "", "<c/>"),
                        new PresentedCredential("geni_unknown", "0", "<good/>"));
    }

    @Test
    void nobodyLearnsWithoutACredentialWhetherASliverExists() {
        // when
        Object[] unknown = {"urn:publicid:IDN+am.example.org+sliver+INVALID"};
        String refused = am.refusal(GeniCode.FORBIDDEN, "Describe", unknown, BAD, VERSION_3);
        String same = am.refusal(GeniCode.FORBIDDEN, "Describe", SLIVER, BAD, VERSION_3);

        // then
        assertThat(refused).isEqualTo(same);
        assertThat(am.call("Describe", unknown, GOOD, VERSION_3).code()).isEqualTo(GeniCode.SEARCHFAILED);
    }

    @Test
    void urnsThatAreNamedTwiceCountOnce() {
        // when
        Object[] twice = {SLIVER[0], OTHER_SLIVER.toString(), SLIVER[0]};
        am.value("Status", twice, GOOD, Map.of());
        am.value("Status", new Object[] {SLICE_URN, SLICE_URN}, GOOD, Map.of());

        // then
        assertThat(am.slices.asked.get(0)).isEqualTo("sliceOf [" + SLIVER[0] + ", " + OTHER_SLIVER + "]");
        assertThat(am.slices.asked).last().isEqualTo("status " + WHOLE);
    }

    @ParameterizedTest
    @MethodSource
    void badUrnsAreBadArguments(Object urns) {
        assertThat(am.refusal(GeniCode.BADARGS, "Status", urns, GOOD, Map.of())).contains("urns");
    }

    static Stream<Arguments> badUrnsAreBadArguments() {
        return Stream.of(
                        new Object[] {},
                        new Object[] {SLICE_URN, SLIVER[0]},
                        new Object[] {SLICE_URN, SLICE_URN + "x"},
                        new Object[] {"urn:publicid:IDN+am.example.org+node+host1"},
                        new Object[] {"urn:publicid:IDN+am.example.org"},
                        new Object[] {""},
                        new Object[] {3})
                .map(urns -> Arguments.of((Object) urns));
    }

    @ParameterizedTest
    @MethodSource
    void illTypedArgumentsAreBadArgumentsThatAreNamed(String named, String method, List<Object> parameters) {
        assertThat(am.refusal(GeniCode.BADARGS, method, parameters.toArray())).contains(named);
    }

    static Stream<Arguments> illTypedArgumentsAreBadArgumentsThatAreNamed() {
        return Stream.of(
                bad("urns must be an array", "Status", SLICE_URN, GOOD, Map.of()),
                bad("credentials must be an array", "Status", SLICE, "<good/>", Map.of()),
                bad("credentials[0] must be a string", "Status", SLICE, new Object[] {7}, Map.of()),
                bad("credentials[0].geni_value is missing", "Status", SLICE, new Object[] {Map.of()}, Map.of()),
                bad("options must be a struct", "Status", SLICE, GOOD, "none"),
                bad("options.geni_best_effort must be a boolean", "Delete", SLICE, GOOD, Map.of("geni_best_effort", 2)),
                bad("options.geni_rspec_version is missing", "ListResources", GOOD, Map.of()),
                bad("options.geni_rspec_version is missing", "Describe", SLICE, GOOD, Map.of()),
                bad("options.geni_rspec_version is missing", "Provision", SLICE, GOOD, Map.of()),
                bad("options.geni_rspec_version must be a struct", "ListResources", GOOD, version("geni 3")),
                bad("version.version is missing", "ListResources", GOOD, version(Map.of("type", "geni"))),
                bad("version.type must be a string", "ListResources", GOOD, version(Map.of("type", 3, "version", "3"))),
                bad("slice_urn must be the URN of a slice", "Allocate", SLIVER[0], GOOD, "<rspec/>", Map.of()),
                bad("slice_urn must be a string", "Shutdown", SLICE, GOOD, Map.of()),
                bad("slice_urn must be the URN of a slice", "Shutdown", SLIVER[0], GOOD, Map.of()),
                bad("rspec must be a string", "Allocate", SLICE_URN, GOOD, Map.of(), Map.of()),
                bad("rspec is neither XML nor", "Allocate", SLICE_URN, GOOD, "hello", Map.of()),
                bad(
                        "geni_end_time must be a time",
                        "Allocate",
                        SLICE_URN,
                        GOOD,
                        "<a/>",
                        Map.of("geni_end_time", "soon")),
                bad("expiration_time must be a time", "Renew", SLICE, GOOD, "never", Map.of()),
                bad("expiration_time must be a string", "Renew", SLICE, GOOD, 12, Map.of()),
                bad("action must be a string", "PerformOperationalAction", SLICE, GOOD, true, Map.of()),
                bad("geni_users must be an array", "Provision", SLICE, GOOD, version3And("geni_users", "joe")));
    }

    @Test
    void anotherRspecVersionIsABadVersion() {
        assertThat(am.refusal(
                        GeniCode.BADVERSION, "ListResources", GOOD, version(Map.of("type", "GENI", "version", "2"))))
                .contains("'GENI', version '3'");
        am.refusal(GeniCode.BADVERSION, "Describe", SLICE, GOOD, version(Map.of("type", "ProtoGENI", "version", 3)));
        am.value("ListResources", GOOD, version(Map.of("type", " geni ", "version", 3L)));
    }

    @Test
    void identityIsNeverReadFromOptions() {
        // when
        am.value("Status", SLICE, GOOD, Map.of("geni_true_caller_cert", "x", "geni_am_urn", "y", "protogeni_z", 1));

        // then
        assertThat(am.authority.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorHasAValueOfTheMethodsOwnType(V3Method method) {
        // given nil for every argument
        List<Object> nothing = new ArrayList<>(
                Collections.nCopies(method.signature().parameters().size(), null));
        nothing.set(nothing.size() - 1, "no options");

        // when
        Reply reply = am.call(method.signature().name(), nothing.toArray());

        // then
        Object value = reply.struct().get("value");
        switch (method) {
            case GET_VERSION -> assertThat(reply.code()).isEqualTo(GeniCode.SUCCESS);
            case LIST_RESOURCES -> assertThat(value).isEqualTo("");
            case PERFORM_OPERATIONAL_ACTION, RENEW, DELETE -> assertThat(value).isEqualTo(List.of());
            case SHUTDOWN -> assertThat(value).isEqualTo(false);
            default -> assertThat(value).isEqualTo(Map.of());
        }
    }

    @Test
    void refusalsOfTheUseCasesKeepTheirCodeAndText() {
        // given
        am.slices.failure = new AmException(GeniCode.TOOBIG, "no host has room");

        // when
        Reply reply = am.call("Allocate", SLICE_URN, GOOD, "<rspec/>", Map.of());

        // then
        assertThat(reply.struct())
                .isEqualTo(Map.of(
                        "code", Map.of("geni_code", 6, "am_code", 6, "am_type", "berth"),
                        "value", Map.of(),
                        "output", "no host has room"));
        assertThat(reply.slice()).hasValue(RecordingSlices.SLICE);
    }

    @Test
    void whatNobodyExpectedIsAnIncidentWithoutDetails() {
        // given
        am.slices.failure = new IllegalStateException("java.sql.SQLException at /var/lib/berth");

        // when
        Reply reply = am.call("Delete", SLICE, GOOD, Map.of());

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.SERVERERROR);
        assertThat(reply.struct().get("value")).isEqualTo(List.of());
        assertThat((String) reply.struct().get("output"))
                .matches("internal error, incident [0-9a-f-]{36}")
                .doesNotContain("sql");
    }

    private static Arguments bad(String named, String method, Object... parameters) {
        return Arguments.of(named, method, List.of(parameters));
    }

    private static Map<String, Object> version(Object version) {
        return Map.of("geni_rspec_version", version);
    }
}
