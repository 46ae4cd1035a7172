// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.credential.Privilege;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SfaAuthorityTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final TestFederation federation = new TestFederation(now::get);
    private final Identity alice = federation.user("alice");
    private final Identity slice = federation.slice("myslice");
    private final AtomicReference<TrustAnchors> anchors =
            new AtomicReference<>(TestFederation.trust(federation.root()));
    private final SfaAuthority authority = new SfaAuthority(anchors::get, now::get);

    @Test
    void leaseIsBoundByTheLongestOfThePassingCredentials() {
        // given
        String brief = expiring(NOW.plusSeconds(60));
        String lasting = expiring(NOW.plusSeconds(600));
        String longestButForAnother = federation.credential(
                federation.root(), alice, federation.slice("other"), TestFederation.EVERYTHING, NOW.plusSeconds(6000));

        // when
        Grant grant = authorize(Operation.RENEW_SLIVER, brief, lasting, longestButForAnother);

        // then
        assertThat(grant.until()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void oneGoodCredentialAmongBadOnesIsEnough() {
        // when / then
        assertThatCode(() -> authorize(Operation.CREATE_SLIVER, "broken", expiring(NOW.plusSeconds(60)), ""))
                .doesNotThrowAnyException();
    }

    @Test
    void refusalHasOneReasonPerCredential() {
        // when / then
        assertRefused(
                () -> authorize(Operation.CREATE_SLIVER, "broken", federation.credential(alice, alice)),
                GeniCode.FORBIDDEN,
                "credential 1: not XML");
        assertRefused(
                () -> authorize(Operation.CREATE_SLIVER, "broken", federation.credential(alice, alice)),
                GeniCode.FORBIDDEN,
                "; credential 2: it is for urn:publicid:IDN+example.org+user+alice, not for");
    }

    @Test
    void expiryIsToldOnlyToWhomAFreshOneWouldHelp() {
        // given
        String expired = expiring(NOW.minusSeconds(1));
        String weakAndExpired = federation.credential(
                federation.root(), alice, slice, List.of(new Privilege("info", false)), NOW.minusSeconds(1));

        // when / then
        assertRefused(() -> authorize(Operation.CREATE_SLIVER, expired), GeniCode.EXPIRED, "it expired at");
        assertRefused(
                () -> authorize(Operation.CREATE_SLIVER, weakAndExpired), GeniCode.FORBIDDEN, "none of its privileges");
    }

    @Test
    void anyValidCredentialOfTheCallersProvesHimAMember() {
        // given
        Identity bob = federation.user("bob");
        List<PresentedCredential> alices = List.of(TestFederation.presented(federation.credential(alice, alice)));

        // when / then
        assertThatCode(() -> authority.requireAnyValid(TestFederation.caller(alice), alices))
                .doesNotThrowAnyException();
        assertRefused(
                () -> authority.requireAnyValid(TestFederation.caller(bob), alices),
                GeniCode.FORBIDDEN,
                "it belongs to " + alice.urn());
        assertRefused(
                () -> authority.requireAnyValid(TestFederation.caller(alice), List.of()), GeniCode.BADARGS, "empty");
    }

    @ParameterizedTest
    @CsvSource({"geni_sfa, 2", "' GENI_SFA ', 3", "geni_sfa, 1", "geni_unknown, 0", "'', ''"})
    void labelsThatClientsUseAreUnderstood(String type, String version) {
        // given
        List<PresentedCredential> labelled =
                List.of(new PresentedCredential(type, version, "\ufeff\n" + expiring(NOW.plusSeconds(60))));

        // when / then
        assertThatCode(() ->
                        authority.authorize(TestFederation.caller(alice), labelled, slice.urn(), Operation.SHUTDOWN))
                .doesNotThrowAnyException();
    }

    @Test
    void ownerMayHaveRenewedHisCertificate() {
        // given
        String credential = federation.credential(alice, slice);
        Caller renewed = TestFederation.caller(federation.user("alice"));

        // when / then
        assertThatCode(() -> authority.authorize(
                        renewed, List.of(TestFederation.presented(credential)), slice.urn(), Operation.SHUTDOWN))
                .doesNotThrowAnyException();
    }

    @Test
    void knownCredentialIsCheckedAnewForExpiryOwnerAndTarget() {
        // given
        String credential = expiring(NOW.plusSeconds(60));
        authorize(Operation.CREATE_SLIVER, credential);

        // when / then
        assertRefused(
                () -> authority.authorize(
                        TestFederation.caller(federation.user("bob")),
                        List.of(TestFederation.presented(credential)),
                        slice.urn(),
                        Operation.CREATE_SLIVER),
                GeniCode.FORBIDDEN,
                "it belongs to");
        assertRefused(
                () -> authority.authorize(
                        TestFederation.caller(alice),
                        List.of(TestFederation.presented(credential)),
                        federation.slice("other").urn(),
                        Operation.CREATE_SLIVER),
                GeniCode.FORBIDDEN,
                "it is for");
        now.set(NOW.plusSeconds(60));
        assertRefused(() -> authorize(Operation.CREATE_SLIVER, credential), GeniCode.EXPIRED, "it expired at");
    }

    @Test
    void knownCredentialIsVerifiedAnewWhenTheRootsChange() {
        // given
        String credential = expiring(NOW.plusSeconds(60));
        authorize(Operation.CREATE_SLIVER, credential);

        // when
        anchors.set(TrustAnchors.of(2, List.of()));

        // then
        assertRefused(
                () -> authorize(Operation.CREATE_SLIVER, credential), GeniCode.FORBIDDEN, "no trusted root leads to");
    }

    @Test
    void knownCredentialIsVerifiedAnewWhenACertificateInItExpires() {
        // given
        Instant far = NOW.plus(TestFederation.LIFE).plus(Duration.ofDays(1));
        String credential = expiring(far.plusSeconds(60));
        authorize(Operation.CREATE_SLIVER, credential);

        // when
        now.set(far);

        // then
        assertRefused(() -> authorize(Operation.CREATE_SLIVER, credential), GeniCode.FORBIDDEN, "expired at");
    }

    private String expiring(Instant expires) {
        return federation.credential(federation.root(), alice, slice, TestFederation.EVERYTHING, expires);
    }

    private Grant authorize(Operation operation, String... credentials) {
        return authority.authorize(
                TestFederation.caller(alice),
                List.of(credentials).stream().map(TestFederation::presented).toList(),
                slice.urn(),
                operation);
    }

    private static void assertRefused(ThrowingCallable call, GeniCode code, String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }
}
