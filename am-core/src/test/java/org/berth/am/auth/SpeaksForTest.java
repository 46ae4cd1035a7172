// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.HostileSpeaker;
import org.berth.am.federation.HostileSpeakers;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeaksForTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestFederation FEDERATION = new TestFederation(() -> NOW);
    private static final HostileSpeakers SPEAKERS = new HostileSpeakers(FEDERATION, NOW);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicReference<TrustAnchors> anchors =
            new AtomicReference<>(TestFederation.trust(FEDERATION.root()));
    private final SfaAuthority authority = new SfaAuthority(anchors::get, now::get);

    static Stream<HostileSpeaker> hostile() {
        return SPEAKERS.all();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refused(HostileSpeaker hostile) {
        // when / then
        assertThatThrownBy(() -> authorize(hostile.caller(), hostile.presented()))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(hostile.code()))
                .hasMessageContaining(hostile.reason());
    }

    @Test
    void toolThatMaySpeakForAUserHasTheUsersRights() {
        // when
        Caller speaker = authority.speakingFor(
                TestFederation.caller(SPEAKERS.tool()), SPEAKERS.user().urn(), SPEAKERS.goodCredentials());
        Grant grant =
                authority.authorize(speaker, SPEAKERS.goodCredentials(), SPEAKERS.target(), Operation.CREATE_SLIVER);

        // then
        assertThat(grant.user()).isEqualTo(SPEAKERS.user().urn());
        assertThat(speaker.urn()).isEqualTo(SPEAKERS.tool().urn());
        assertThat(speaker.principal().orElseThrow().credential())
                .isEqualTo(Fingerprint.of(SPEAKERS.goodCredentials().get(1).value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user+operator", "authority+portal"})
    void usersAndAuthoritiesMaySpeakToo(String urn) {
        // given
        Identity speaker = FEDERATION.issue(FEDERATION.root(), "urn:publicid:IDN+example.org+" + urn);

        // when / then
        assertThat(authorize(speaker, SPEAKERS.goodCredentials(speaker)).user())
                .isEqualTo(SPEAKERS.user().urn());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "geni_unknown", " GENI_ABAC "})
    void labelsThatClientsUseAreUnderstood(String type) {
        // given
        List<PresentedCredential> labelled = SPEAKERS.goodCredentials().stream()
                .map(credential -> credential.type().equals("geni_abac")
                        ? new PresentedCredential(type, "1.1", credential.value())
                        : credential)
                .toList();

        // when / then
        assertThat(authorize(SPEAKERS.tool(), labelled).user())
                .isEqualTo(SPEAKERS.user().urn());
    }

    @Test
    void toolHasNoRightsUnlessItSaysForWhomItSpeaks() {
        // when / then
        assertThatThrownBy(() -> authority.authorize(
                        TestFederation.caller(SPEAKERS.tool()),
                        SPEAKERS.goodCredentials(),
                        SPEAKERS.target(),
                        Operation.CREATE_SLIVER))
                .hasMessageContaining("credentials are for users");
    }

    @Test
    void toolWithoutAPathToARootSpeaksForNobody() {
        // given
        Identity stranger = FEDERATION.selfSigned("urn:publicid:IDN+example.org+tool+stranger");

        // when / then
        assertForbidden(stranger, SPEAKERS.goodCredentials(stranger), "no trusted root leads to");
    }

    @Test
    void knownStatementIsCheckedAnewForExpiryToolAndUser() {
        // given
        authorize(SPEAKERS.tool(), SPEAKERS.goodCredentials());
        Identity other = FEDERATION.issue(FEDERATION.root(), "urn:publicid:IDN+example.org+tool+second");

        // when / then
        assertForbidden(other, SPEAKERS.goodCredentials(), "it is for the key");
        assertThatThrownBy(() -> authority.speakingFor(
                        TestFederation.caller(SPEAKERS.tool()),
                        FEDERATION.root().urn(),
                        SPEAKERS.goodCredentials()))
                .hasMessageContaining("it was signed by " + SPEAKERS.user().urn());
        now.set(NOW.plus(TestFederation.LIFE));
        assertForbidden(SPEAKERS.tool(), SPEAKERS.goodCredentials(), "it expired at");
    }

    @Test
    void knownStatementIsVerifiedAnewWhenTheRootsChange() {
        // given
        Identity foreignRoot = FEDERATION.selfSigned("urn:publicid:IDN+foreign.org+authority+sa");
        Identity foreignTool = FEDERATION.issue(foreignRoot, "urn:publicid:IDN+foreign.org+tool+t");
        anchors.set(TestFederation.trust(FEDERATION.root(), foreignRoot));
        authorize(foreignTool, SPEAKERS.goodCredentials(foreignTool));

        // when
        anchors.set(TrustAnchors.of(2, List.of(TestFederation.gid(foreignRoot))));

        // then
        assertForbidden(foreignTool, SPEAKERS.goodCredentials(foreignTool), "signer: no trusted root leads to");
    }

    private void assertForbidden(Identity tool, List<PresentedCredential> credentials, String reason) {
        assertThatThrownBy(() -> authorize(tool, credentials))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining(reason);
    }

    private Grant authorize(Identity tool, List<PresentedCredential> credentials) {
        Caller speaker = authority.speakingFor(
                TestFederation.caller(tool), SPEAKERS.user().urn(), credentials);
        return authority.authorize(speaker, credentials, SPEAKERS.target(), Operation.CREATE_SLIVER);
    }
}
