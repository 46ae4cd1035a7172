// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.berth.base.Pem;
import org.berth.rspec.Urn;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The attacks and malformed documents that an AM must refuse, each of which fails for one reason only. They all want
 * something on Alice's slice at an AM that trusts {@link #roots()}. Mallory is a user in good standing with a slice and a
 * credential of her own.
 */
public final class HostileCredentials {
    final TestFederation federation;
    final Instant now;
    final Identity alice;
    final Identity mallory;
    final Identity slice;
    final Identity hers;
    /** Alice's own credential, with which nothing is wrong. */
    final String good;
    /** Mallory's own credential, on her own slice. */
    final String mallorys;

    final Identity imec;

    public HostileCredentials(TestFederation federation, Instant now) {
        this.federation = federation;
        this.now = now;
        this.alice = federation.user("alice");
        this.mallory = federation.user("mallory");
        this.slice = federation.slice("myslice");
        this.hers = federation.slice("hers");
        this.imec = federation.selfSigned("urn:publicid:IDN+imec.be+authority+sa");
        this.good = federation.credential(alice, slice);
        this.mallorys = federation.credential(mallory, hers);
    }

    /** The authorities that the AM trusts. */
    public List<X509Certificate> roots() {
        return List.of(federation.root().certificate(), imec.certificate());
    }

    /** The slice that they want something on. */
    public Urn target() {
        return slice.urn();
    }

    /** Whose slice it is. */
    public Identity owner() {
        return alice;
    }

    /** The owner's credential, which must be taken. */
    public String goodCredential() {
        return good;
    }

    /** The owner's credential, with another's certificate several times before the signer's: harmless, so taken. */
    public String goodCredentialWithRepeatedCertificates() {
        X509Certificate other = imec.certificate();
        return HostileSignatures.inKeyInfo(good, other, other, other, other);
    }

    /** All of them. */
    public Stream<HostileCredential> all() {
        return Stream.of(
                        new HostileDocuments(this).all(),
                        new HostileSignatures(this).all(),
                        new HostileIssuers(this).all(),
                        new HostileDelegations(this).all())
                .flatMap(Stream::distinct);
    }

    /** A document type whose entity {@code a29} is a thousand million characters long. */
    public static String entityBomb() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        return bomb.append("]>").toString();
    }

    /** Alice's credential, with a change made before a right authority signs it. */
    String signedWith(Consumer<Element> change) {
        Document document = CredentialDom.newDocument();
        Element credential = CredentialDom.credential(document, "ref0", content(alice, slice));
        change.accept(credential);
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256).sign(credential, federation.root());
    }

    /** Alice's credential, with another text in one of its elements before a right authority signs it. */
    String signedWith(String element, String text) {
        return signedWith(credential -> child(credential, element).setTextContent(text));
    }

    CredentialContent content(Identity owner, Identity target) {
        return new CredentialContent(
                owner.chain(), target.chain(), TestFederation.EVERYTHING, now.plus(TestFederation.LIFE));
    }

    /** The text of the outermost credential element. */
    static String credentialOf(String signed) {
        return signed.substring(signed.indexOf("<credential "), signed.lastIndexOf("<signatures>"));
    }

    /** Mallory's signed credential element, turned into one for Alice's slice. */
    String forged() {
        String forged = credentialOf(mallorys)
                .replace(Pem.certificates(hers.chain()), Pem.certificates(slice.chain()))
                .replace(hers.urn().toString(), slice.urn().toString());
        if (forged.contains(hers.urn().toString())) {
            throw new IllegalStateException("the forgery still names her own slice");
        }
        return forged;
    }

    /** Replaces what must be there. */
    static String replace(String text, String old, String replacement) {
        int at = text.indexOf(old);
        if (at < 0) {
            throw new IllegalArgumentException("no '" + old + "' in it");
        }
        return text.substring(0, at) + replacement + text.substring(at + old.length());
    }

    static Element child(Element parent, String path) {
        try {
            return (Element) XPathFactory.newDefaultInstance().newXPath().evaluate(path, parent, XPathConstants.NODE);
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
