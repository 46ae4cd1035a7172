// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A federation made without our code: certificates by openssl, credentials signed by xmlsec1 with rsa-sha1. */
public final class ForeignFederation {
    private static final String TEMPLATE = """
            <?xml version="1.0"?>
            <signed-credential xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.protogeni.net/resources/credential/credential.xsd"><credential xml:id="ref0"><type>privilege</type><serial>8</serial><owner_gid>%s</owner_gid><owner_urn>%s</owner_urn><target_gid>%s</target_gid><target_urn>%s</target_urn><uuid/><expires>%s</expires><privileges><privilege><name>*</name><can_delegate>1</can_delegate></privilege></privileges></credential><signatures><Signature xml:id="Sig_ref0" xmlns="http://www.w3.org/2000/09/xmldsig#">
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

    private final Path folder;
    private final ForeignTool openssl;
    private final ForeignTool xmlsec1;

    /** Makes the root of {@code foreign.org} in a folder; ends the test where a tool is missing. */
    public ForeignFederation(Path folder) {
        this.folder = folder;
        openssl = new ForeignTool("openssl", folder);
        xmlsec1 = new ForeignTool("xmlsec1", folder);
        openssl.require();
        xmlsec1.require();
        run(openssl, request("root", "authority+sa", "CA:TRUE"));
    }

    /** The URN of somebody or something of this federation. */
    public static String urn(String type, String name) {
        return "urn:publicid:IDN+foreign.org+" + type + "+" + name;
    }

    /** Certifies {@code urn(type, name)}: {@code name.crt} and {@code name.key}. */
    public void issue(String type, String name) {
        List<String> arguments = request(name, type + "+" + name, "CA:FALSE");
        arguments.addAll(List.of("-CA", "root.crt", "-CAkey", "root.key"));
        run(openssl, arguments);
    }

    /** A credential that gives a user everything on a slice; both were issued before. */
    public String credential(String user, String slice, Instant expires) {
        try {
            Files.writeString(
                    folder.resolve("template.xml"),
                    TEMPLATE.formatted(
                            text(user + ".crt"),
                            urn("user", user),
                            text(slice + ".crt"),
                            urn("slice", slice),
                            expires));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(xmlsec1, List.of("--sign", "--privkey-pem", "root.key,root.crt", "--output", "signed.xml", "template.xml"));
        return text("signed.xml");
    }

    /** A file's text. */
    public String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a file is. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    private static List<String> request(String name, String urn, String constraints) {
        return new ArrayList<>(List.of(
                "req",
                "-new",
                "-x509",
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

    private static void run(ForeignTool tool, List<String> arguments) {
        try {
            tool.run(arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
