// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.spec.ECGenParameterSpec;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody gets a certificate for a key that he has not. */
class CertificateRequestFuzz {
    /** The same in each run with one JDK, since the fuzzer keeps requests of earlier ones. */
    private static final KeyPair KEYS = seeded();

    private static KeyPair seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(1);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<byte[]> made() {
        return Stream.of(CertificateRequest.make(KEYS));
    }

    @MethodSource("made")
    @FuzzTest
    void isRefusedOrForTheKeyThatSignedIt(byte[] input) {
        PublicKey key;
        try {
            key = CertificateRequest.key(input);
        } catch (CertificateException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        assertThat(key).isEqualTo(KEYS.getPublic());
    }
}
