// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The credentials of a real clearinghouse: rsa-sha1, serial 3 throughout, an empty X509IssuerSerial. */
class ClearinghouseCredentialsTest {
    private static final Urn BENCH0 = Urn.parse("urn:publicid:IDN+geni:gpo:gcf+slice+bench0");
    private static final Urn DELEGATED = Urn.parse("urn:publicid:IDN+geni:gpo:gcf+slice+sdeleg");

    private final TrustAnchors anchors =
            TestFederation.trust(Samples.certificates("clearinghouse-root.pem").get(0));
    private final Caller alice = Callers.of(Samples.certificates("alice-cert.pem"));
    private final Caller bob = Callers.of(Samples.certificates("bob-cert.pem"));

    @Test
    void userCredentialIsAnyValidOne() {
        // when / then
        assertThatCode(() -> at(Samples.RECORDED).requireAnyValid(alice, List.of(sample("usercred-alice.xml"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void sliceCredentialGivesEveryOperationUntilItExpires(Operation operation) {
        // when
        Grant grant = at(Samples.RECORDED).authorize(alice, List.of(sample("slicecred-bench0.xml")), BENCH0, operation);

        // then
        assertThat(grant)
                .isEqualTo(new Grant(
                        BENCH0,
                        alice.urn(),
                        Instant.parse("2026-11-27T11:11:45Z"),
                        Fingerprint.of(Samples.text("slicecred-bench0.xml")),
                        grant.anchor()));
    }

    @Test
    void delegatedCredentialIsGoodForBobUnderTheLabelThatOmniGivesIt() {
        // given
        PresentedCredential delegated =
                new PresentedCredential("geni_unknown", "0", Samples.text("slicecred-delegated-bob.xml"));

        // when
        Grant grant = at(Samples.RECORDED).authorize(bob, List.of(delegated), DELEGATED, Operation.CREATE_SLIVER);

        // then
        assertThat(grant.user()).isEqualTo(bob.urn());
    }

    @Test
    void delegatedCredentialIsNoLongerForAliceWhoDelegatedIt() {
        // when / then
        assertThatThrownBy(() -> at(Samples.RECORDED)
                        .authorize(
                                alice,
                                List.of(sample("slicecred-delegated-bob.xml")),
                                DELEGATED,
                                Operation.CREATE_SLIVER))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining("it belongs to urn:publicid:IDN+geni:gpo:gcf+user+bob");
    }

    @Test
    void theyExpire() {
        // when / then
        assertThatThrownBy(() -> at(Instant.parse("2026-11-27T11:11:45Z"))
                        .authorize(alice, List.of(sample("slicecred-bench0.xml")), BENCH0, Operation.CREATE_SLIVER))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.EXPIRED))
                .hasMessageContaining("it expired at 2026-11-27T11:11:45Z");
    }

    private SfaAuthority at(Instant now) {
        return new SfaAuthority(() -> anchors, InstantSource.fixed(now));
    }

    private static PresentedCredential sample(String name) {
        return new PresentedCredential("geni_sfa", "3", Samples.text(name));
    }
}
