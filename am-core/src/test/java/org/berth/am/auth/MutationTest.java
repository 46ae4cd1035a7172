// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.CredentialVerifier;
import org.berth.am.auth.credential.VerifiedCredential;
import org.berth.am.auth.trust.CertificatePath;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.junit.jupiter.api.Test;

/** Good documents with a few bytes changed at random: refused in an orderly way, or still saying the same. */
class MutationTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final int ROUNDS = 400;
    private static final long SEED = 20_300_101L;

    private final TestFederation federation = new TestFederation(InstantSource.fixed(NOW));
    private final Identity alice = federation.user("alice");
    private final TrustAnchors anchors = TestFederation.trust(federation.root());
    private final Random random = new Random(SEED);

    @Test
    void mutatedCredentialIsRefusedOrMeansTheSame() throws CredentialRefused {
        // given
        Identity slice = federation.slice("s");
        String sound = federation.delegate(
                federation.credential(alice, slice),
                alice,
                federation.user("bob"),
                slice,
                TestFederation.EVERYTHING,
                NOW.plusSeconds(60));
        VerifiedCredential meaning = CredentialVerifier.verify(sound, anchors, NOW, new Checklist());
        int refused = 0;

        for (int round = 0; round < ROUNDS; round++) {
            try {
                // when
                VerifiedCredential found = CredentialVerifier.verify(mutated(sound), anchors, NOW, new Checklist());

                // then
                assertThat(found).isEqualTo(meaning);
            } catch (CredentialRefused e) {
                refused++;
            } catch (RuntimeException e) {
                fail("round " + round + " of seed " + SEED, e);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void mutatedCertificateIsRefused() throws CertificateException {
        // given
        byte[] good = alice.certificate().getEncoded();
        int parsed = 0;

        for (int round = 0; round < ROUNDS * 5; round++) {
            byte[] bytes = good.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                X509Certificate certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
                parsed++;

                // when
                CertificatePath path = CertificatePath.find(certificate, List.of(), anchors, NOW);

                // then
                assertThat(path.leaf().certificate()).isEqualTo(alice.certificate());
            } catch (CertificateException e) {
                // refused, as it should be
            } catch (RuntimeException e) {
                fail("round " + round + " of seed " + SEED, e);
            }
        }
        assertThat(parsed).isPositive();
    }

    private String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.setCharAt(at, (char) (32 + random.nextInt(96)));
                case 1 -> mutated.deleteCharAt(at);
                case 2 -> mutated.insert(at, "<>&/\"A= \n".charAt(random.nextInt(9)));
                default -> {
                    int end = Math.min(mutated.length(), at + random.nextInt(200));
                    mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, end));
                }
            }
        }
        return mutated.toString();
    }
}
