// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import static org.berth.am.federation.HostileCredentials.credentialOf;
import static org.berth.am.federation.HostileCredentials.replace;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Signatures that are missing, wrapped around something else, made with other means, or made by somebody else. */
final class HostileSignatures {
    private static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    private final HostileCredentials base;

    HostileSignatures(HostileCredentials base) {
        this.base = base;
    }

    Stream<HostileCredential> all() {
        return Stream.of(missing(), altered(), wrapped(), identifiers(), references(), algorithms(), keys())
                .flatMap(List::stream);
    }

    private List<HostileCredential> missing() {
        String good = base.good;
        String signature = signatureOf(good);
        return List.of(
                alices(
                        "no signatures element",
                        good.replace("<signatures>" + signature + "</signatures>", ""),
                        "exactly one"),
                alices("no signature", good.replace(signature, ""), "it has 0 signatures for 1 credential levels"),
                alices("surplus signature", good.replace(signature, twice(signature)), "it has 2 signatures"),
                alices(
                        "signature twice",
                        good.replace(signature, signature.repeat(2)),
                        "two elements have the same id"),
                alices(
                        "no certificate",
                        good.replaceAll("(?s)<X509Certificate>.*?</X509Certificate>", ""),
                        "0 certificates"));
    }

    private List<HostileCredential> altered() {
        return List.of(
                alices(
                        "later expiry than signed",
                        base.good.replaceAll("<expires>20\\d\\d", "<expires>2099"),
                        "is not valid"),
                mallorys(
                        "a target other than signed",
                        base.mallorys.replace(credentialOf(base.mallorys), base.forged()),
                        "is not valid"),
                alices(
                        "signature value of another",
                        base.good.replace(value(base.good), value(base.mallorys)),
                        "is not valid"));
    }

    /** What is signed is still there, but is not what would be read. */
    private List<HostileCredential> wrapped() {
        String original = credentialOf(base.mallorys);
        String forged = base.forged();
        String hidden = "<extensions>" + original + "</extensions>";
        String wrapped = forged.replace("</credential>", hidden + "</credential>");
        return List.of(
                mallorys(
                        "signed credential hidden in extensions of a forged one",
                        base.mallorys.replace(original, replace(wrapped, "\"ref0\"", "\"ref9\"")),
                        "no signature refers to '#ref9'"),
                mallorys(
                        "signed and forged credential with one identifier",
                        base.mallorys.replace(original, wrapped),
                        "two elements have the same id"),
                mallorys(
                        "identifier moved from the signed to the forged credential",
                        base.mallorys.replace(
                                original,
                                forged.replace(
                                        "</credential>",
                                        "<extensions>" + original.replace(" xml:id=\"ref0\"", "")
                                                + "</extensions></credential>")),
                        "is not valid"),
                mallorys(
                        "signed credential in an element of the root",
                        base.mallorys.replace(
                                original,
                                replace(forged, "\"ref0\"", "\"ref9\"") + "<wrapper>" + original + "</wrapper>"),
                        "exactly one"),
                mallorys(
                        "signed credential in an Object of the signature",
                        base.mallorys
                                .replace(original, replace(forged, "\"ref0\"", "\"ref9\""))
                                .replace("</Signature>", "<Object>" + original + "</Object></Signature>"),
                        "<Signature> holds exactly"),
                mallorys(
                        "signed credential as the unsigned one's parent",
                        base.mallorys.replace(original, parentOf(forged, original)),
                        "it has 1 signatures for 2 credential levels"),
                mallorys(
                        "both signatures over the parent",
                        base.mallorys
                                .replace(signatureOf(base.mallorys), twice(signatureOf(base.mallorys)))
                                .replace(original, parentOf(forged, original)),
                        "two signatures refer to the same credential"));
    }

    private static String parentOf(String forged, String original) {
        return replace(forged, "\"ref0\"", "\"ref9\"")
                .replace("</credential>", "<parent>" + original + "</parent></credential>");
    }

    private List<HostileCredential> identifiers() {
        String good = base.good;
        return List.of(
                alices(
                        "xml:id of the credential on the root too",
                        replace(good, "<signed-credential", "<signed-credential xml:id=\"ref0\""),
                        "same id"),
                alices(
                        "Id of a signature like the credential's",
                        replace(good, "<Signature ", "<Signature Id=\"ref0\" "),
                        "same id"),
                alices(
                        "id of an extension like the credential's",
                        base.signedWith(credential ->
                                CredentialDom.add(credential, "extensions", "").setAttribute("ID", "ref0")),
                        "same id"),
                alices("no xml:id", replace(good, " xml:id=\"ref0\"", ""), "no xml:id"));
    }

    private List<HostileCredential> references() {
        String uri = "URI=\"#ref0\"";
        String reference = base.good.substring(
                base.good.indexOf("<Reference "), base.good.indexOf("</Reference>") + "</Reference>".length());
        return List.of(
                alices("reference to the whole document", replace(base.good, uri, "URI=\"\""), "refers to ''"),
                alices("reference to nothing here", replace(base.good, uri, "URI=\"#Sig\""), "no signature refers to"),
                alices(
                        "reference to a web page",
                        replace(base.good, uri, "URI=\"http://example.org/\""),
                        "refers to 'http:"),
                alices(
                        "reference by XPointer",
                        replace(base.good, uri, "URI=\"#xpointer(/)\""),
                        "refers to '#xpointer"),
                alices(
                        "two references",
                        base.good.replace(reference, reference + reference),
                        "<SignedInfo> holds exactly"));
    }

    private List<HostileCredential> algorithms() {
        List<HostileCredential> found = new ArrayList<>();
        for (String transform : List.of(
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "http://www.w3.org/2002/06/xmldsig-filter2",
                "http://www.w3.org/2000/09/xmldsig#base64")) {
            found.add(alices(
                    "transform " + transform, replace(base.good, ENVELOPED, transform), "is not one that is taken"));
        }
        for (String method : List.of(
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
                "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                "http://www.w3.org/2001/04/xmldsig-more#rsa-md5")) {
            found.add(
                    alices("signed by " + method, replace(base.good, RSA_SHA256, method), "is not one that is taken"));
        }
        String method = "<SignatureMethod Algorithm=\"" + RSA_SHA256 + "\"/>";
        found.add(alices(
                "truncated signature",
                replace(
                        base.good,
                        method,
                        method.replace("/>", "><HMACOutputLength>8</HMACOutputLength></SignatureMethod>")),
                "may not have parameters"));
        found.add(alices(
                "canonical form with comments",
                base.good.replace("REC-xml-c14n-20010315\"", "REC-xml-c14n-20010315#WithComments\""),
                "is not one that is taken"));
        found.add(alices(
                "MD5 digest",
                replace(
                        base.good,
                        "http://www.w3.org/2001/04/xmlenc#sha256",
                        "http://www.w3.org/2001/04/xmldsig-more#md5"),
                "is not one that is taken"));
        return found;
    }

    private List<HostileCredential> keys() {
        Identity impostor =
                new Identity(base.mallory.key(), base.federation.root().chain());
        String forged = base.federation.credential(
                impostor, base.mallory, base.slice, TestFederation.EVERYTHING, base.now.plus(TestFederation.LIFE));
        String keyValue = keyValue(base.federation.credential(
                base.mallory, base.mallory, base.hers, TestFederation.EVERYTHING, base.now.plus(TestFederation.LIFE)));
        return List.of(
                alices(
                        "a key so long that to verify with it keeps the AM busy",
                        inKeyInfo(base.good, withKeyOf(8200)),
                        "has 8200 bits, more than 8192"),
                alices(
                        "the signer's certificate after many others",
                        inKeyInfo(
                                base.good,
                                base.imec.certificate(),
                                base.mallory.certificate(),
                                base.hers.certificate()),
                        "is not valid"),
                mallorys("authority's certificate over Mallory's signature", forged, "is not valid"),
                mallorys(
                        "authority's certificate and Mallory's bare key",
                        forged.replace(keyValue(forged), keyValue),
                        "is not valid"),
                alices("two different keys", base.good.replace(keyValue(base.good), keyValue), "different keys"),
                alices("an unreadable key", base.good.replace(keyValue(base.good), "<KeyValue/>"), "not a key"),
                alices(
                        "key to be fetched",
                        replace(base.good, "<KeyInfo>", "<KeyInfo><RetrievalMethod URI=\"http://example.org/\"/>"),
                        "<KeyInfo> may not hold <RetrievalMethod>"));
    }

    /** A certificate of the root for a public key of that many bits, which nobody has the private key of. */
    private X509Certificate withKeyOf(int bits) {
        BigInteger modulus = BigInteger.ONE.setBit(bits - 1);
        try {
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
            return CertificateIssue.chain(
                            base.federation.content(base.mallory.urn().toString()), key, base.federation.root())
                    .get(0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts certificates before those of a signature. */
    static String inKeyInfo(String credential, X509Certificate... certificates) {
        StringBuilder added = new StringBuilder("<X509Data>");
        try {
            for (X509Certificate certificate : certificates) {
                added.append("<X509Certificate>")
                        .append(Base64.getEncoder().encodeToString(certificate.getEncoded()))
                        .append("</X509Certificate>");
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
        return replace(credential, "<X509Data>", added.toString());
    }

    private HostileCredential alices(String name, String xml, String reason) {
        return changed(HostileCredential.of(name, base.alice, xml, reason), base.good);
    }

    private HostileCredential mallorys(String name, String xml, String reason) {
        return changed(HostileCredential.of(name, base.mallory, xml, reason), base.mallorys);
    }

    private static HostileCredential changed(HostileCredential hostile, String from) {
        if (hostile.presented().get(0).value().equals(from)) {
            throw new IllegalStateException("nothing was changed for: " + hostile.name());
        }
        return hostile;
    }

    /** Each with an id of its own. */
    private static String twice(String signature) {
        return signature + signature.replace("Sig_ref", "Sig_other");
    }

    private static String signatureOf(String xml) {
        return xml.substring(xml.indexOf("<Signature "), xml.lastIndexOf("</Signature>") + "</Signature>".length());
    }

    private static String value(String xml) {
        return xml.substring(xml.indexOf("<SignatureValue>"), xml.indexOf("</SignatureValue>"));
    }

    private static String keyValue(String xml) {
        return xml.substring(xml.indexOf("<KeyValue>"), xml.indexOf("</KeyValue>") + "</KeyValue>".length());
    }
}
