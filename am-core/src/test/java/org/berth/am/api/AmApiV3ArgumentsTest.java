// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;
import static org.berth.am.api.ApiFixture.SLIVER;
import static org.berth.am.api.ApiFixture.VERSION_3;
import static org.berth.am.api.ApiFixture.version3And;
import static org.berth.am.api.RecordingSlices.OTHER_SLIVER;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments of AM API v3 in all the forms that clients send, and in forms that are refused. */
class AmApiV3ArgumentsTest {
    private static final String SLICE_URN = RecordingSlices.SLICE.toString();
    private static final String WHOLE = "Target[slice=" + SLICE_URN + ", slivers=[], anchor=Optional[anchor]]";

    private final ApiFixture am = new ApiFixture(AmApiV3::new);

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

    @Test
    void moreUrnsThanACallMayNameAreABadArgument() {
        assertThat(am.refusal(
                        GeniCode.BADARGS,
                        "Status",
                        Collections.nCopies(2001, SLIVER[0]).toArray(),
                        GOOD,
                        Map.of()))
                .isEqualTo("urns has 2001 URNs, at most 2000 are served in one call; name the slice for all of its"
                        + " slivers, or make several calls");
        am.value("Status", Collections.nCopies(1000, SLIVER[0]).toArray(), GOOD, Map.of());
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
        String mallory = "urn:publicid:IDN+example.org+user+mallory";
        am.value(
                "Status",
                SLICE,
                GOOD,
                Map.of("geni_true_caller_cert", mallory, "geni_am_urn", mallory, "user", mallory));

        // then
        assertThat(am.authority.users).containsOnly(ALICE.urn());
    }

    private static Arguments bad(String named, String method, Object... parameters) {
        return Arguments.of(named, method, List.of(parameters));
    }

    private static Map<String, Object> version(Object version) {
        return Map.of("geni_rspec_version", version);
    }
}
