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
import java.util.ArrayList;
import java.util.List;
import org.berth.am.auth.Callers;
import org.berth.am.auth.Grant;
import org.berth.am.auth.Operation;
import org.berth.am.auth.PemCertificates;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.TrustAnchors;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates by openssl and signatures by xmlsec1, so that not both ends are ours. */
class ForeignToolsIT {
    private static final String SLICE = "urn:publicid:IDN+foreign.org+slice+s";
    private static final String TEMPLATE = """
            <?xml version="1.0"?>
            <signed-credential xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.protogeni.net/resources/credential/credential.xsd"><credential xml:id="ref0"><type>privilege</type><serial>8</serial><owner_gid>%s</owner_gid><owner_urn>urn:publicid:IDN+foreign.org+user+alice</owner_urn><target_gid>%s</target_gid><target_urn>%s</target_urn><uuid/><expires>%s</expires><privileges><privilege><name>*</name><can_delegate>1</can_delegate></privilege></privileges></credential><signatures><Signature xml:id="Sig_ref0" xmlns="http://www.w3.org/2000/09/xmldsig#">
              <SignedInfo>
                <CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
                <SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>
                <Reference URI="#ref0">
                  <Transforms>
                    <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
                  </Transforms>
                  <DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>
                  <DigestValue/>
                </Reference>
              </SignedInfo>
              <SignatureValue/>
              <KeyInfo>
                <X509Data><X509SubjectName/><X509IssuerSerial/><X509Certificate/></X509Data>
                <KeyValue/>
              </KeyInfo>
            </Signature></signatures></signed-credential>
            """;

    @TempDir
    Path folder;

    private ForeignTool openssl;
    private ForeignTool xmlsec1;

    @BeforeEach
    void requireTools() {
        openssl = new ForeignTool("openssl", folder);
        xmlsec1 = new ForeignTool("xmlsec1", folder);
        openssl.require();
        xmlsec1.require();
    }

    @Test
    void foreignCredentialIsTaken() throws Exception {
        // given
        String credential = foreignCredential();
        X509Certificate root = certificate("root");
        X509Certificate alice = certificate("alice");
        TrustAnchors anchors = TestFederation.trust(root);

        // when
        Grant grant = new SfaAuthority(() -> anchors, InstantSource.system())
                .authorize(
                        Callers.of(alice),
                        List.of(TestFederation.presented(credential)),
                        Urn.parse(SLICE),
                        Operation.CREATE_SLIVER);

        // then
        assertThat(grant.user()).isEqualTo(Urn.parse("urn:publicid:IDN+foreign.org+user+alice"));
    }

    @Test
    void ourCredentialIsVerifiedByXmlsec1AndAnAlteredOneIsNot() throws Exception {
        // given
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
        for (String signature : List.of("1", "2")) {
            verify(signature, "ours.xml");
            assertThatThrownBy(() -> verify(signature, "altered.xml")).hasMessageContaining("FAIL");
        }
    }

    /** Verifies with the rules of the library alone: trusted root, X509 chain in KeyInfo, xml:id. */
    private void verify(String signature, String file) throws IOException, InterruptedException {
        String path = "/*[local-name()='signed-credential']/*[local-name()='signatures']/*[" + signature + "]";
        xmlsec1.run("--verify", "--trusted-pem", "root.crt", "--node-xpath", path, file);
    }

    private String foreignCredential() throws IOException, InterruptedException, CertificateException {
        openssl.run(request("root", "authority+sa", "CA:TRUE", "-x509").toArray(String[]::new));
        issue("alice", "user+alice");
        issue("slice", "slice+s");
        Files.writeString(
                folder.resolve("template.xml"),
                TEMPLATE.formatted(
                        Files.readString(folder.resolve("alice.crt")),
                        Files.readString(folder.resolve("slice.crt")),
                        SLICE,
                        Instant.now().plusSeconds(3600)));
        xmlsec1.run("--sign", "--privkey-pem", "root.key,root.crt", "--output", "signed.xml", "template.xml");
        return Files.readString(folder.resolve("signed.xml"));
    }

    private void issue(String name, String urn) throws IOException, InterruptedException {
        List<String> arguments = request(name, urn, "CA:FALSE", "-x509");
        arguments.addAll(List.of("-CA", "root.crt", "-CAkey", "root.key"));
        openssl.run(arguments.toArray(String[]::new));
    }

    private static List<String> request(String name, String urn, String constraints, String kind) {
        return new ArrayList<>(List.of(
                "req",
                "-new",
                kind,
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "9",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=URI:urn:publicid:IDN+foreign.org+" + urn,
                "-addext",
                "basicConstraints=critical," + constraints,
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt"));
    }

    private X509Certificate certificate(String name) throws IOException, CertificateException {
        return PemCertificates.parseFile(Files.readString(folder.resolve(name + ".crt")))
                .get(0);
    }
}
