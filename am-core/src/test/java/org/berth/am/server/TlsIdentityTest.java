// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.berth.am.federation.Identity;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
    private static final Identity AM = ServerFixture.FEDERATION.user("am");

    @TempDir
    private Path folder;

    private Path key;
    private Path certificate;

    @BeforeEach
    void files() throws Exception {
        key = folder.resolve("am-key.pem");
        certificate = folder.resolve("am-cert.pem");
        writePem(certificate, AM.chain().toArray());
    }

    @Test
    void readsAnRsaKeyAndTheChain() throws Exception {
        // given
        writePem(key, AM.key());

        // when
        TlsIdentity loaded = TlsIdentity.load(key, certificate);

        // then
        assertThat(Files.readString(key)).contains("BEGIN RSA PRIVATE KEY");
        assertThat(loaded.key()).isEqualTo(AM.key());
        assertThat(loaded.chain()).isEqualTo(AM.chain());
    }

    @Test
    void readsAPkcs8KeyFromTheSameFileAsTheCertificate() throws Exception {
        // given
        Path both = folder.resolve("both.pem");
        writePem(both, AM.certificate(), new JcaPKCS8Generator(AM.key(), null));

        // when
        TlsIdentity loaded = TlsIdentity.load(both, both);

        // then
        assertThat(Files.readString(both)).contains("BEGIN PRIVATE KEY");
        assertThat(loaded.key()).isEqualTo(AM.key());
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        // given
        writePem(key, ServerFixture.ALICE.key());

        // when, then
        refused("does not belong to the first certificate", key, certificate);
    }

    @Test
    void refusesAnEncryptedKeyAndSaysWhatToDo() throws Exception {
        // given
        writePem(
                key,
                new JcaMiscPEMGenerator(
                        AM.key(),
                        new JcePEMEncryptorBuilder("AES-128-CBC")
                                .setProvider(new BouncyCastleProvider())
                                .build("pass".toCharArray())));

        // when, then
        refused("is encrypted: store it without a password", key, certificate);
    }

    @Test
    void namesTheFileThatIsMissingOrHoldsSomethingElse() throws Exception {
        // given
        writePem(key, AM.key());
        Path text = Files.writeString(folder.resolve("text"), "hello");

        // when, then
        refused("there is no file", folder.resolve("absent"), certificate);
        refused("there is no private key in", text, certificate);
        refused("there is no certificate in", key, text);
    }

    private static void writePem(Path file, Object... blocks) throws Exception {
        try (JcaPEMWriter pem = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            for (Object block : blocks) {
                pem.writeObject(block);
            }
        }
    }

    private void refused(String reason, Path keyFile, Path certificateFile) {
        assertThatThrownBy(() -> TlsIdentity.load(keyFile, certificateFile))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(folder.toString());
    }
}
