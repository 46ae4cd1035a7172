// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.berth.am.GeniCode;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code geni_speaking_for}, in every version of the API. */
class SpeakingForTest {
    private static final String BOB = "urn:publicid:IDN+example.org+user+bob";
    private static final Map<String, Object> FOR_BOB = Map.of("geni_speaking_for", BOB);

    private final ApiFixture am = new ApiFixture(AmApiV3::new);

    static Stream<Named<Function<Aggregate, AmApi>>> versions() {
        return Stream.of(Named.of("Shutdown of v2", AmApiV2::new), Named.of("Shutdown of v3", AmApiV3::new));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whoSpeaksForAnotherActsAsThatOther(Function<Aggregate, AmApi> version) {
        // given
        ApiFixture either = new ApiFixture(version);
        Object[] credentials = {ApiFixture.credential("geni_abac", "1", "<lets/>"), GOOD[0]};

        // when
        Reply reply = either.call("Shutdown", RecordingSlices.SLICE.toString(), credentials, FOR_BOB);

        // then
        assertThat(reply.code()).isEqualTo(GeniCode.SUCCESS);
        assertThat(reply.speakingFor()).map(Urn::toString).contains(BOB);
        assertThat(either.authority.users).containsOnly(Urn.parse(BOB));
        assertThat(reply.auditEntry().orElseThrow().credentials()).containsExactly("abc", RecordingAuthority.HASH);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whoMayNotSpeakForAnotherIsNotServedAsHimself(Function<Aggregate, AmApi> version) {
        // given
        ApiFixture either = new ApiFixture(version);

        // when / then
        assertThat(either.refusal(GeniCode.FORBIDDEN, "Shutdown", RecordingSlices.SLICE.toString(), GOOD, FOR_BOB))
                .contains("may not speak for " + BOB);
        assertThat(either.authority.users).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bob", "urn:publicid:IDN+example.org+slice+s", "urn:publicid:IDN+example.org+user"})
    void whomOneSpeaksForIsAUser(String nobody) {
        // when / then
        assertThat(am.refusal(GeniCode.BADARGS, "Status", SLICE, GOOD, Map.of("geni_speaking_for", nobody)))
                .contains("options.geni_speaking_for");
    }

    @Test
    void whomOneSpeaksForIsAString() {
        // when / then
        assertThat(am.refusal(GeniCode.BADARGS, "Status", SLICE, GOOD, Map.of("geni_speaking_for", 1)))
                .contains("options.geni_speaking_for must be a string");
    }

    @Test
    void withoutSpeaksForTheOptionIsUnsupportedAndNotAdvertised() throws Exception {
        // given
        AmApiV3 without = new AmApiV3(new Aggregate(
                new AmDescription(ApiFixture.AM, Map.of(), "0.1.0", false),
                am.authority,
                am.slices,
                () -> ApiFixture.NOW));
        List<@Nullable Object> status = List.of(SLICE, GOOD, FOR_BOB);

        // when
        Reply refused = without.call(ALICE, "Status", status, AnswerBudget.UNLIMITED);
        Reply version = without.call(ALICE, "GetVersion", List.of(), AnswerBudget.UNLIMITED);

        // then
        assertThat(refused.code()).isEqualTo(GeniCode.UNSUPPORTED);
        assertThat(version.struct().toString()).contains("geni_sfa").doesNotContain("geni_abac");
        assertThat(am.value("GetVersion").toString())
                .contains("geni_type=geni_abac")
                .contains("geni_version=1");
    }
}
