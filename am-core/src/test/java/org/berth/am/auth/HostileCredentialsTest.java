// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.HostileCredential;
import org.berth.am.federation.HostileCredentials;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileCredentialsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final HostileCredentials HOSTILE = new HostileCredentials(new TestFederation(CLOCK), NOW);

    private final TrustAnchors anchors = TestFederation.trust(HOSTILE.roots().toArray(X509Certificate[]::new));
    private final SfaAuthority authority = new SfaAuthority(() -> anchors, CLOCK);

    static Stream<HostileCredential> hostile() {
        return HOSTILE.all();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refused(HostileCredential hostile) {
        // when / then
        assertThatThrownBy(() -> authority.authorize(
                        TestFederation.caller(hostile.caller()),
                        hostile.presented(),
                        HOSTILE.target(),
                        Operation.CREATE_SLIVER))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(hostile.code()))
                .hasMessageContaining(hostile.reason());
    }

    @Test
    void theCredentialThatTheyAreMadeFromIsTaken() {
        // when / then
        assertThatCode(() -> authority.authorize(
                        TestFederation.caller(HOSTILE.owner()),
                        List.of(TestFederation.presented(HOSTILE.goodCredential())),
                        HOSTILE.target(),
                        Operation.CREATE_SLIVER))
                .doesNotThrowAnyException();
    }

    @Test
    void certificatesThatAreRepeatedInASignatureAreTriedOnce() {
        // when / then
        assertThatCode(() -> authority.authorize(
                        TestFederation.caller(HOSTILE.owner()),
                        List.of(TestFederation.presented(HOSTILE.goodCredentialWithRepeatedCertificates())),
                        HOSTILE.target(),
                        Operation.CREATE_SLIVER))
                .doesNotThrowAnyException();
    }
}
