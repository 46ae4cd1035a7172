// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.berth.am.auth.Callers;
import org.berth.am.auth.Grant;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.base.Pem;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates by openssl and signatures by xmlsec1, so that not both ends are ours. */
class ForeignToolsIT {
    @TempDir
    Path folder;

    @Test
    void foreignCredentialIsTaken() throws Exception {
        // given
        ForeignFederation federation = new ForeignFederation(folder);
        federation.issue("user", "alice");
        federation.issue("slice", "s");
        String credential = federation.credential("alice", "s", Instant.now().plusSeconds(3600));
        X509Certificate alice = certificate(federation.text("alice.crt"));
        TrustAnchors anchors = TestFederation.trust(certificate(federation.text("root.crt")));

        // when
        Grant grant = new SfaAuthority(() -> anchors, InstantSource.system())
                .authorize(
                        Callers.of(List.of(alice)),
                        List.of(TestFederation.presented(credential)),
                        Urn.parse(ForeignFederation.urn("slice", "s")),
                        Operation.CREATE_SLIVER);

        // then
        assertThat(grant.user()).isEqualTo(Urn.parse(ForeignFederation.urn("user", "alice")));
    }

    @Test
    void ourCredentialIsVerifiedByXmlsec1AndAnAlteredOneIsNot() throws Exception {
        // given
        new ForeignTool("xmlsec1", folder).require();
        TestFederation federation = new TestFederation(InstantSource.system());
        Identity alice = federation.user("alice");
        Identity slice = federation.slice("s");
        Instant expires = Instant.now().plusSeconds(3600);
        String delegated = federation.delegate(
                federation.credential(alice, slice),
                alice,
                federation.user("bob"),
                slice,
                TestFederation.EVERYTHING,
                expires);
        Files.writeString(
                folder.resolve("root.crt"), Pem.certificates(federation.root().chain()));
        Files.writeString(folder.resolve("ours.xml"), delegated);
        Files.writeString(folder.resolve("altered.xml"), delegated.replace("<serial>8</serial>", "<serial>9</serial>"));

        // when / then
        for (String signature : List.of("Sig_ref0", "Sig_ref1")) {
            verify(signature, "ours.xml");
            assertThatThrownBy(() -> verify(signature, "altered.xml")).hasMessageContaining("FAIL");
        }
    }

    /** As geni-tools and SFA do: by the signature's xml:id. */
    private void verify(String signature, String file) throws IOException, InterruptedException {
        new ForeignTool("xmlsec1", folder).run("--verify", "--trusted-pem", "root.crt", "--node-id", signature, file);
    }

    private static X509Certificate certificate(String pem) throws CertificateException {
        return PemCertificates.parseFile(pem).get(0);
    }
}
