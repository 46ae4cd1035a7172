// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.SpeaksForProof;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.HostileSpeakers;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has not Alice's key cannot make a statement of hers that says anything new. */
class SpeaksForFuzz {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestFederation FEDERATION = new TestFederation(InstantSource.fixed(NOW));
    private static final HostileSpeakers SPEAKERS = new HostileSpeakers(FEDERATION, NOW);
    private static final String GOOD = SPEAKERS.goodCredentials().get(1).value();

    private final TrustAnchors anchors = TestFederation.trust(FEDERATION.root());
    private final SfaAuthority authority = new SfaAuthority(() -> anchors, InstantSource.fixed(NOW));
    private final Caller tool = TestFederation.caller(SPEAKERS.tool());
    private final Caller stranger =
            TestFederation.caller(FEDERATION.issue(FEDERATION.root(), "urn:publicid:IDN+example.org+tool+stranger"));
    private final SpeaksForProof good = proof(GOOD);

    static Stream<byte[]> good() {
        return Stream.of(GOOD.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("good")
    @FuzzTest
    void isRefusedOrSaysWhatTheGoodOneSays(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (speaks(tool, text)) {
            assertThat(proof(text)).isEqualTo(good);
        }
        assertThat(speaks(stranger, text)).isFalse();
    }

    private boolean speaks(Caller caller, String text) {
        try {
            authority.speakingFor(
                    caller, SPEAKERS.user().urn(), List.of(new PresentedCredential("geni_abac", "1", text)));
            return true;
        } catch (AmException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return false;
        }
    }

    private SpeaksForProof proof(String text) {
        try {
            return SpeaksForProof.verify(text, anchors, NOW, new Checklist());
        } catch (CredentialRefused e) {
            throw new AssertionError(e);
        }
    }
}
