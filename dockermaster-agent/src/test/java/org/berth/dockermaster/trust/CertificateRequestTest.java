// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {
    private final KeyPair keys = HostKeyPair.make();

    @Test
    void requestTellsItsKey() throws Exception {
        assertThat(CertificateRequest.key(CertificateRequest.make(keys))).isEqualTo(keys.getPublic());
    }

    @Test
    void requestSignedWithAnotherKeyIsRefused() throws Exception {
        byte[] request = signed(keys, HostKeyPair.make(), "SHA256withECDSA");
        assertThatThrownBy(() -> CertificateRequest.key(request))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate request is not signed with its own key");
    }

    @Test
    void weakKeysAreRefused() throws Exception {
        KeyPair rsa = generated("RSA", 1024);
        byte[] request = signed(rsa, rsa, "SHA256withRSA");
        assertThatThrownBy(() -> CertificateRequest.key(request))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate request is for a key that is not on the curve P-256");
    }

    @Test
    void keysOnOtherCurvesAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPair other = generator.generateKeyPair();
        byte[] request = signed(other, other, "SHA256withECDSA");
        assertThatThrownBy(() -> CertificateRequest.key(request))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("not on the curve P-256");
    }

    @Test
    void hugeRequestIsNotRead() {
        assertThatThrownBy(() -> CertificateRequest.key(new byte[1 << 20]))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate request has 1048576 bytes; at most 4096 are read");
    }

    @Test
    void damagedRequestIsRefusedOrTellsTheSameKey() {
        // a few bytes say nothing that counts, like the number of the attributes' tag
        byte[] good = CertificateRequest.make(keys);
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] bad = Arrays.copyOf(good, round % 5 == 0 ? random.nextInt(good.length) : good.length);
            if (bad.length > 0) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            }
            try {
                assertThat(CertificateRequest.key(bad)).isEqualTo(keys.getPublic());
            } catch (CertificateException refused) {
                assertThat(refused).hasMessageContaining("certificate request");
            }
        }
    }

    private static KeyPair generated(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static byte[] signed(KeyPair named, KeyPair signer, String algorithm) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=beta"), named.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
                .getEncoded();
    }
}
