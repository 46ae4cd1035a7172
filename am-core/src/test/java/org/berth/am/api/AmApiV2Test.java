// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.VERSION_3;
import static org.berth.am.api.ApiFixture.version3And;
import static org.berth.am.api.RecordingSlices.MANIFEST;
import static org.berth.am.api.RecordingSlices.sliver;
import static org.berth.am.sliver.AllocationState.ALLOCATED;
import static org.berth.am.sliver.AllocationState.PROVISIONED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AmApiV2Test {
    private static final String SLICE = RecordingSlices.SLICE.toString();
    private static final String WHOLE = "Target[slice=" + SLICE + ", slivers=[], anchor=Optional[anchor]]";
    private static final Object[] USERS = {Map.of("urn", ALICE.urn().toString(), "keys", new Object[] {})};

    private final ApiFixture am = new ApiFixture(AmApiV2::new);

    @Test
    void imagesOfOtherAggregatesAreRefusedWithWordsAndNoFault() {
        Reply reply = am.call("ListImages", "urn:publicid:IDN+example.org+user+alice", GOOD, Map.of());

        assertThat(reply.code()).isEqualTo(GeniCode.UNSUPPORTED);
        assertThat(reply.struct()).containsEntry("value", List.of());
    }

    @Test
    void getVersionTellsOfBothVersions() {
        // when
        Reply reply = am.call("GetVersion");

        // then
        Map<?, ?> value = (Map<?, ?>) Objects.requireNonNull(reply.struct().get("value"));
        assertThat(reply.struct().get("geni_api")).isEqualTo(2);
        assertThat(value.get("geni_api")).isEqualTo(2);
        assertThat(value.get("geni_api_versions"))
                .isEqualTo(Map.of(
                        "2", "https://am.example.org:8001/am/2.0",
                        "3", "https://am.example.org:8001/am/3.0"));
        assertThat((List<?>) value.get("geni_request_rspec_versions")).hasSize(1);
        assertThat((List<?>) value.get("geni_ad_rspec_versions")).hasSize(1);
    }

    @Test
    void listResourcesGivesTheAdvertisement() {
        assertThat(am.value("ListResources", GOOD, VERSION_3)).isEqualTo("<rspec type=\"advertisement\"/>");
        assertThat(am.slices.asked).containsExactly("advertisement false");
    }

    @Test
    void listResourcesOfASliceGivesItsManifest() {
        // when
        Map<String, Object> options = new HashMap<>(version3And("geni_slice_urn", SLICE));
        options.put("geni_compressed", true);
        Object value = am.value("ListResources", GOOD, options);

        // then
        assertThat(Compression.decompress((String) value)).isEqualTo(MANIFEST);
        assertThat(am.slices.asked).containsExactly("describe " + WHOLE);
        assertThat(am.authority.asked).containsExactly("GET_SLICE_RESOURCES on " + SLICE);
    }

    @Test
    void listResourcesOfASliceWithoutSliversFindsNothing() {
        // given
        am.slices.shown = List.of();

        // when
        Reply reply = am.call("ListResources", GOOD, version3And("geni_slice_urn", SLICE));

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.SEARCHFAILED);
        assertThat(reply.slice()).hasValue(RecordingSlices.SLICE);
        assertThat(reply.struct().get("value")).isEqualTo("");
    }

    @Test
    void createSliverIsOneUseCase() {
        // when
        Object value = am.value(
                "CreateSliver", SLICE, GOOD, "<rspec/>", USERS, Map.of("geni_end_time", "2030-01-03T00:00:00Z"));

        // then
        assertThat(value).isEqualTo(MANIFEST);
        assertThat(am.slices.asked)
                .containsExactly("create " + SLICE + " until 2030-02-01T00:00:00Z end 2030-01-03T00:00:00Z [User[urn="
                        + ALICE.urn() + ", keys=[]]] <rspec/>");
        assertThat(am.authority.asked).containsExactly("CREATE_SLIVER on " + SLICE);
    }

    @Test
    void createSliverTakesBareCredentialsAndNoUsersAndNoOptions() {
        am.value("CreateSliver", SLICE, new Object[] {"<good/>"}, "<rspec/>", new Object[] {});
        assertThat(am.slices.asked).first().asString().endsWith("end null [] <rspec/>");
    }

    @Test
    void statusOfOneSliverHasItsOwnUrn() {
        assertThat(am.value("SliverStatus", SLICE, GOOD, Map.of()))
                .isEqualTo(Map.of(
                        "geni_urn",
                        RecordingSlices.SLIVER.toString(),
                        "geni_status",
                        "ready",
                        "geni_expires",
                        "2030-01-08T00:00:00Z",
                        "geni_resources",
                        List.of(Map.of(
                                "geni_urn", RecordingSlices.SLIVER.toString(),
                                "geni_status", "ready",
                                "geni_error", ""))));
        assertThat(am.authority.asked).containsExactly("GET_SLICE_RESOURCES on " + SLICE);
    }

    @Test
    void statusOfSeveralSliversHasAUrnForAllAndTheFirstExpiry() {
        // given
        SliverStatus one = sliver(PROVISIONED, OperationalState.FAILED).withError("no such image");
        SliverStatus other = new SliverStatus(
                RecordingSlices.OTHER_SLIVER,
                Instant.parse("2030-01-02T00:00:00Z"),
                PROVISIONED,
                OperationalState.READY,
                "",
                0);
        am.slices.shown = List.of(one, other);

        // when
        Map<?, ?> value = (Map<?, ?>) am.value("SliverStatus", SLICE, GOOD, Map.of());
        am.slices.shown = List.of(other, one);
        Map<?, ?> again = (Map<?, ?>) am.value("SliverStatus", SLICE.replace("s1", "S1"), GOOD, Map.of());

        // then
        assertThat((String) value.get("geni_urn"))
                .matches("urn:publicid:IDN\\+am\\.example\\.org\\+sliver\\+[-a-z0-9]+")
                .isEqualTo(again.get("geni_urn"));
        assertThat(value.get("geni_expires")).isEqualTo("2030-01-02T00:00:00Z");
        assertThat(value.get("geni_resources"))
                .isEqualTo(List.of(
                        Map.of(
                                "geni_urn", RecordingSlices.SLIVER.toString(),
                                "geni_status", "failed",
                                "geni_error", "no such image"),
                        Map.of(
                                "geni_urn", RecordingSlices.OTHER_SLIVER.toString(),
                                "geni_status", "ready",
                                "geni_error", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "READY, ready",
        "UPDATING_USERS, ready",
        "CONFIGURING, configuring",
        "READY_BUSY, configuring",
        "STOPPING, configuring",
        "NOTREADY, unknown",
        "FAILED, failed",
        "READY UPDATING_USERS, ready",
        "READY NOTREADY, unknown",
        "READY CONFIGURING NOTREADY, configuring",
        "READY CONFIGURING FAILED, failed",
    })
    void statusOfASliceIsThatOfItsSliversTogether(String states, String status) {
        // given
        am.slices.shown = Arrays.stream(states.split(" ", -1))
                .map(state -> sliver(PROVISIONED, OperationalState.valueOf(state)))
                .toList();

        // then
        assertThat(status()).isEqualTo(status);
    }

    @Test
    void whatIsOnlyAllocatedIsUnknown() {
        am.slices.shown = List.of(sliver(ALLOCATED, OperationalState.PENDING_ALLOCATION));
        assertThat(status()).isEqualTo("unknown");
    }

    @Test
    void sliceThatWasShutDownHasFailed() {
        am.slices.shown = List.of(sliver(PROVISIONED, OperationalState.NOTREADY));
        am.slices.shutDown = true;
        assertThat(status()).isEqualTo("failed");
    }

    @Test
    void renewGivesTrueAndTheTimeThatItReallyIs() {
        // when
        Reply reply =
                am.call("RenewSliver", SLICE, GOOD, "2031-11-21T11:35:17+00:00", Map.of("geni_extend_alap", true));

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.SUCCESS);
        assertThat(reply.struct().get("value")).isEqualTo(true);
        assertThat(reply.struct().get("output")).isEqualTo("2030-01-08T00:00:00Z");
        assertThat(am.slices.asked)
                .containsExactly("renew " + WHOLE + " until 2030-02-01T00:00:00Z to 2031-11-21T11:35:17Z true false");
        assertThat(am.authority.asked).containsExactly("RENEW_SLIVER on " + SLICE);
    }

    @Test
    void renewBeyondWhatIsAllowedGivesFalse() {
        // given
        am.slices.failure = new AmException(GeniCode.REFUSED, "later than allowed");

        // when
        Reply reply = am.call("RenewSliver", SLICE, GOOD, "2040-01-01T00:00:00Z", Map.of());

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.REFUSED);
        assertThat(reply.struct().get("value")).isEqualTo(false);
    }

    @Test
    void deleteAndShutdownGiveTrue() {
        assertThat(am.value("DeleteSliver", SLICE, GOOD, Map.of())).isEqualTo(true);
        assertThat(am.value("Shutdown", SLICE, GOOD, Map.of())).isEqualTo(true);
        assertThat(am.slices.asked).containsExactly("delete " + WHOLE + " false", "shutdown " + SLICE);
        assertThat(am.authority.asked).containsExactly("DELETE_SLICE on " + SLICE, "SHUTDOWN on " + SLICE);
    }

    @ParameterizedTest
    @MethodSource
    void illTypedArgumentsAreBadArgumentsThatAreNamed(String named, String method, List<Object> parameters) {
        assertThat(am.refusal(GeniCode.BADARGS, method, parameters.toArray())).contains(named);
    }

    static Stream<Arguments> illTypedArgumentsAreBadArgumentsThatAreNamed() {
        Object[] none = {};
        return Stream.of(
                bad("options.geni_rspec_version is missing", "ListResources", GOOD, Map.of("geni_slice_urn", SLICE)),
                bad(
                        "geni_slice_urn must be the URN",
                        "ListResources",
                        GOOD,
                        version3And("geni_slice_urn", ALICE.urn().toString())),
                bad("users must be an array", "CreateSliver", SLICE, GOOD, "<rspec/>", "joe", Map.of()),
                bad("users[0].urn", "CreateSliver", SLICE, GOOD, "<rspec/>", new Object[] {Map.of()}, Map.of()),
                bad("rspec must be a string", "CreateSliver", SLICE, GOOD, 1, none, Map.of()),
                bad("slice_urn must be", "SliverStatus", RecordingSlices.SLIVER.toString(), GOOD, Map.of()),
                bad("slice_urn must be", "DeleteSliver", new Object[] {SLICE}, GOOD, Map.of()),
                bad("credentials is empty", "DeleteSliver", SLICE, none, Map.of()),
                bad("expiration_time must be a time", "RenewSliver", SLICE, GOOD, "soon", Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorHasAValueOfTheMethodsOwnType(V2Method method) {
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
            case LIST_RESOURCES, CREATE_SLIVER -> assertThat(value).isEqualTo("");
            case SLIVER_STATUS -> assertThat(value).isEqualTo(Map.of());
            case RENEW_SLIVER, DELETE_SLIVER, SHUTDOWN -> assertThat(value).isEqualTo(false);
        }
    }

    @Test
    void methodsOfTheOtherVersionAreFaults() {
        assertThatThrownBy(() -> am.api.call(ALICE, "Allocate", List.of(), AnswerBudget.UNLIMITED))
                .isInstanceOf(RpcFault.class)
                .hasMessageContaining("'Allocate'");
        assertThatThrownBy(() -> am.api.call(ALICE, "CreateSliver", List.of(SLICE), AnswerBudget.UNLIMITED))
                .isInstanceOf(RpcFault.class)
                .hasMessageContaining("(slice_urn, credentials, rspec, users, options)");
    }

    private Object status() {
        Map<?, ?> value = (Map<?, ?>) am.value("SliverStatus", SLICE, GOOD, Map.of());
        return Objects.requireNonNull(value.get("geni_status"));
    }

    private static Arguments bad(String named, String method, Object... parameters) {
        return Arguments.of(named, method, List.of(parameters));
    }
}
