// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.CredentialVerifier;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.credential.VerifiedCredential;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has no key of the clearinghouse cannot make a credential that says anything new. */
class CredentialFuzz {
    private static final List<String> NAMES =
            List.of("usercred-alice.xml", "slicecred-bench0.xml", "slicecred-delegated-bob.xml");

    private final TrustAnchors anchors =
            TestFederation.trust(Samples.certificates("clearinghouse-root.pem").get(0));
    private final SfaAuthority authority = new SfaAuthority(() -> anchors, InstantSource.fixed(Samples.RECORDED));
    private final List<Caller> callers = Stream.of("alice-cert.pem", "bob-cert.pem")
            .map(name -> Callers.of(Samples.certificates(name)))
            .toList();
    private final List<VerifiedCredential> recorded =
            NAMES.stream().map(name -> meaning(Samples.text(name), anchors)).toList();

    static Stream<byte[]> recorded() {
        return NAMES.stream().map(name -> Samples.text(name).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("recorded")
    @FuzzTest
    void isRefusedOrSaysWhatARecordedOneSays(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        List<PresentedCredential> presented = List.of(TestFederation.presented(text));
        for (Caller caller : callers) {
            try {
                authority.requireAnyValid(caller, presented);
            } catch (AmException e) {
                assertThat(e.getMessage()).matches("[ -~]+");
                continue;
            }
            VerifiedCredential found = meaning(text, anchors);
            assertThat(found)
                    .isIn(recorded)
                    .extracting(VerifiedCredential::owner)
                    .isEqualTo(caller.urn());
            if (found.target().hasType("slice")) {
                assertThat(authority.authorize(caller, presented, found.target(), Operation.CREATE_SLIVER))
                        .isEqualTo(new Grant(
                                found.target(),
                                found.owner(),
                                found.expires(),
                                Fingerprint.of(text),
                                found.targetAnchor()));
            }
        }
    }

    private static VerifiedCredential meaning(String text, TrustAnchors anchors) {
        try {
            return CredentialVerifier.verify(text, anchors, Samples.RECORDED, new Checklist());
        } catch (CredentialRefused e) {
            throw new AssertionError(e);
        }
    }
}
