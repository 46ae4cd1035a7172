// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.berth.base.Pem;

/** Credentials that are properly signed, but by, for, or about somebody who is not what he seems. */
final class HostileIssuers {
    private final HostileCredentials base;
    private final TestFederation federation;

    HostileIssuers(HostileCredentials base) {
        this.base = base;
        this.federation = base.federation;
    }

    Stream<HostileCredential> all() {
        return Stream.of(signers(), nameSpaces(), owners(), targets()).flatMap(List::stream);
    }

    private List<HostileCredential> signers() {
        Identity root = federation.root();
        Identity namesake = federation.selfSigned(root.urn().toString());
        Identity expired = federation.issue(
                root, sub("a").valid(base.now.minus(Duration.ofDays(9)), base.now.minus(Duration.ofDays(1))));
        Identity future = federation.issue(
                root, sub("a").valid(base.now.plus(Duration.ofDays(1)), base.now.plus(Duration.ofDays(9))));
        Identity noCa = federation.issue(root, sub("a").withAuthority(false));
        Identity md5 = federation.issue(root, sub("a").signedWith("MD5withRSA"));
        Identity userWithCa = federation.issue(
                root, federation.content("urn:publicid:IDN+example.org+user+ca").withAuthority(true));
        return List.of(
                signedBy("signed by its owner", base.alice, "is no authority"),
                signedBy("signed by a user whose certificate is a CA's", userWithCa, "is no authority"),
                signedBy("signed by an untrusted namesake of the root", namesake, "signer: no trusted root leads to"),
                signedForSub("signed by an expired authority", expired, "signer: the certificate of"),
                signedForSub("signed by an authority of tomorrow", future, "signer: the certificate of"),
                signedForSub("signed by an authority without CA:TRUE", noCa, "is no authority"),
                signedForSub("signed by an authority certified with MD5", md5, "is signed with MD5withRSA"));
    }

    private List<HostileCredential> nameSpaces() {
        Identity a = federation.issue(federation.root(), sub("a"));
        Identity b = federation.issue(federation.root(), sub("b"));
        Identity ab = federation.issue(federation.root(), sub("ab"));
        Identity sliceOfA = federation.issue(a, "urn:publicid:IDN+example.org:a+slice+s");
        Identity sliceOfAb = federation.issue(ab, "urn:publicid:IDN+example.org:ab+slice+s");
        Identity intruder = federation.issue(base.imec, "urn:publicid:IDN+ilabt.imec.be+slice+s");
        return List.of(
                signed("sister authority", b, base.alice, sliceOfA, "signer: " + b.urn() + " may not sign for"),
                signed("authority with a prefix of the name", a, base.alice, sliceOfAb, "may not sign for"),
                signed("authority below the target's", a, base.alice, base.slice, "may not sign for"),
                signed("another trusted root", base.imec, base.alice, base.slice, "may not sign for"),
                signed("slice of ilabt.imec.be issued by imec.be", base.imec, base.alice, intruder, "target_gid: "));
    }

    private List<HostileCredential> owners() {
        Identity stranger = federation.selfSigned("urn:publicid:IDN+example.org+authority+sa");
        Identity strangersAlice = federation.issue(stranger, base.alice.urn().toString());
        Identity twoNames = federation.issue(
                federation.root(),
                federation
                        .content(base.alice.urn().toString())
                        .withName(CertificateContent.uri(base.mallory.urn().toString())));
        Identity expired = federation.issue(
                federation.root(),
                federation
                        .content(base.alice.urn().toString())
                        .valid(base.now.minus(Duration.ofDays(9)), base.now.minus(Duration.ofDays(1))));
        List<X509Certificate> rootFirst =
                List.of(base.alice.chain().get(1), base.alice.chain().get(0));
        List<X509Certificate> unrelatedFirst = new ArrayList<>(base.mallory.chain());
        unrelatedFirst.addAll(base.alice.chain());
        return List.of(
                ownedBy(
                        "owner certified by an untrusted namesake",
                        strangersAlice,
                        "owner_gid: no trusted root leads to"),
                ownedBy("owner's certificate expired", expired, "owner_gid: the certificate of"),
                HostileCredential.of("owner with two names", base.alice, twoNamed(twoNames), "has 2 publicid URNs"),
                ownedBy("root before the owner", new Identity(base.alice.key(), rootFirst), "it belongs to"),
                ownedBy("others before the owner", new Identity(base.alice.key(), unrelatedFirst), "it belongs to"));
    }

    private List<HostileCredential> targets() {
        Identity b = federation.issue(federation.root(), sub("b"));
        Identity stolen = federation.issue(b, base.slice.urn().toString());
        Identity selfMade = federation.selfSigned(base.slice.urn().toString());
        Identity byUser = federation.issue(base.alice, base.slice.urn().toString());
        return List.of(
                about("target certified by an authority below", stolen, "target_gid: " + b.urn() + " may not sign for"),
                about("target certified by itself", selfMade, "target_gid: no trusted root leads to"),
                about("target certified by a user", byUser, "is no certificate authority"));
    }

    private CertificateContent sub(String component) {
        return federation.content("urn:publicid:IDN+example.org:" + component + "+authority+sa");
    }

    private HostileCredential signedBy(String name, Identity signer, String reason) {
        return signed(name, signer, base.alice, base.slice, reason);
    }

    /** A slice in the sub-authority's own name space, certified by the root, so that only the signer is wrong. */
    private HostileCredential signedForSub(String name, Identity signer, String reason) {
        Identity target = federation.issue(federation.root(), "urn:publicid:IDN+example.org:a+slice+s");
        return signed(name, signer, base.alice, target, reason);
    }

    private HostileCredential ownedBy(String name, Identity owner, String reason) {
        return signed(name, federation.root(), owner, base.slice, reason);
    }

    private HostileCredential about(String name, Identity target, String reason) {
        return signed(name, federation.root(), base.alice, target, reason);
    }

    private HostileCredential signed(String name, Identity signer, Identity owner, Identity target, String reason) {
        String xml = federation.credential(
                signer, owner, target, TestFederation.EVERYTHING, base.now.plus(TestFederation.LIFE));
        return HostileCredential.of(name, base.alice, xml, reason);
    }

    private String twoNamed(Identity twoNames) {
        return base.signedWith("owner_gid", Pem.certificates(twoNames.chain()));
    }
}
