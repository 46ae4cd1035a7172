// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
    private static KeyPair pair;
    private static X509Certificate certificate;

    @TempDir
    private Path folder;

    @BeforeAll
    static void made() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        pair = generator.generateKeyPair();
        X500Principal name = new X500Principal("CN=test");
        certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.parse("2030-01-01T00:00:00Z")),
                                Date.from(Instant.parse("2031-01-01T00:00:00Z")),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    @Test
    void readsWhatPemWritesAndPassesOverTheRest() throws IOException {
        PemFile.Content content = read("caf\u00e9\n" + Pem.certificates(List.of(certificate, certificate))
                + "text dump of openssl\n" + Pem.key(pair.getPrivate()) + Pem.key(pair.getPublic()) + "end");

        assertThat(content.certificates()).containsExactly(certificate, certificate);
        assertThat(content.privateKeys()).containsExactly(pair.getPrivate());
        assertThat(content.publicKeys()).containsExactly(pair.getPublic());
        assertThat(content.hasEncryptedKey()).isFalse();
    }

    @Test
    void readsKeysInTheFormatOfOpenssl() throws IOException {
        BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
        byte[] sec1 =
                new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1).getEncoded();

        assertThat(read(Pem.block("EC PRIVATE KEY", sec1)).privateKeys())
                .singleElement()
                .satisfies(key -> assertThat(((ECPrivateKey) key).getS()).isEqualTo(secret));
    }

    @Test
    void encryptedKeyIsSeenAndNotRead() throws IOException {
        PemFile.Content content = read("""
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END RSA PRIVATE KEY-----
                """);

        assertThat(content.hasEncryptedKey()).isTrue();
        assertThat(content.privateKeys()).isEmpty();
    }

    @Test
    void fileWithoutBlocksIsEmpty() throws IOException {
        assertThat(read("").certificates()).isEmpty();
        assertThat(read("hello").privateKeys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB\n",
                "-----BEGIN UNKNOWN-----\nMIIB\n-----END UNKNOWN-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n"
            })
    void brokenBlockIsAProblemOfTheFile(String block) {
        assertThatThrownBy(() -> read(Pem.certificates(List.of(certificate)) + block))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("cannot read " + folder.resolve("file.pem") + ": .+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-----BEGIN CERTIFICATE----\n", "  ", "\ufeff", "-----END X-----"})
    void blockThatTheParserPassesOverIsAProblemOfTheFile(String before) {
        String block = Pem.certificates(List.of(certificate));

        assertThatThrownBy(() -> read(block + before + block + block))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("cannot read " + folder.resolve("file.pem")
                        + ": only [12] of its [34] blocks could be read; put '-----BEGIN \\.\\.\\.-----' of each block on a"
                        + " line of its own, with nothing before it");
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void deviceWithoutEndIsNotReadToItsEnd() {
        assertThatThrownBy(() -> PemFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has more than");
    }

    @Test
    void certificateWithOtherBytesAfterItIsBroken() throws Exception {
        byte[] der = certificate.getEncoded();

        assertThatThrownBy(() -> read(Pem.block("CERTIFICATE", Arrays.copyOf(der, der.length + 1))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot read ");
    }

    @Test
    void fileOfGigabytesIsNotRead() throws IOException {
        Path file = folder.resolve("file.pem");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(8L << 30);
            channel.write(StandardCharsets.US_ASCII.encode("x"));
        }

        assertThatThrownBy(() -> PemFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has more than");
    }

    @Test
    void fileThatIsNotThereOrNoFileIsNamed() {
        assertThatThrownBy(() -> PemFile.read(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file " + folder.resolve("none"));
        assertThatThrownBy(() -> PemFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot read " + folder);
    }

    @Test
    void keysAreNotPrinted() throws IOException {
        assertThat(read(Pem.key(pair.getPrivate()))).hasToString("Content[0 certificates]");
    }

    private PemFile.Content read(String text) throws IOException {
        return PemFile.read(Files.writeString(folder.resolve("file.pem"), text, StandardCharsets.UTF_8));
    }
}
