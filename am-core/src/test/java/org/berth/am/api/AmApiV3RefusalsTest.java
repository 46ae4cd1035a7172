// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.BAD;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;
import static org.berth.am.api.ApiFixture.SLIVER;
import static org.berth.am.api.ApiFixture.VERSION_3;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error replies of AM API v3: code, value and text. */
class AmApiV3RefusalsTest {
    private static final String SLICE_URN = RecordingSlices.SLICE.toString();

    private final ApiFixture am = new ApiFixture(AmApiV3::new);

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
    void nobodyLearnsWithoutACredentialWhetherASliverExists() {
        // when
        Object[] unknown = {"urn:publicid:IDN+am.example.org+sliver+INVALID"};
        String refused = am.refusal(GeniCode.FORBIDDEN, "Describe", unknown, BAD, VERSION_3);
        String same = am.refusal(GeniCode.FORBIDDEN, "Describe", SLIVER, BAD, VERSION_3);

        // then
        assertThat(refused).isEqualTo(same);
        assertThat(am.call("Describe", unknown, GOOD, VERSION_3).code()).isEqualTo(GeniCode.SEARCHFAILED);
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

    @ParameterizedTest
    @CsvSource({"DAMAGED,has to restore a backup", "FULL,Try again later", "UNAVAILABLE,Try again later"})
    void aFailureOfTheStoreIsCode9AndSaysThatNothingWasChanged(StoreException.Kind kind, String advice) {
        // given
        am.slices.failure = new StoreException(kind);

        // when
        Reply reply = am.call("Delete", SLICE, GOOD, Map.of());

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.DBERROR);
        assertThat((String) reply.struct().get("output"))
                .startsWith("this aggregate's ")
                .contains("nothing was changed")
                .contains(advice)
                .doesNotContain("am.db", "berth restore");
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
}
