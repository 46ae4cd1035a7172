package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody gets a certificate for a key that he has not. */
class CertificateRequestFuzz {
    private static final KeyPair KEYS = HostKeyPair.make();

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
