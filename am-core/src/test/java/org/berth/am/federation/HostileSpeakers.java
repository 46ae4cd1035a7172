// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import static org.berth.am.federation.HostileCredentials.child;
import static org.berth.am.federation.HostileCredentials.replace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.rspec.Urn;
import org.w3c.dom.Element;

/**
 * Tools that want something on Alice's slice as Alice, each with her own good credential for it, and with a speaks-for
 * credential that fails for one reason only.
 */
public final class HostileSpeakers {
    private final TestFederation federation;
    private final Instant now;
    private final Identity alice;
    private final Identity mallory;
    private final Identity tool;
    private final Identity slice;
    private final String rights;
    private final String good;

    public HostileSpeakers(TestFederation federation, Instant now) {
        this.federation = federation;
        this.now = now;
        this.alice = federation.user("alice");
        this.mallory = federation.user("mallory");
        this.tool = federation.issue(federation.root(), "urn:publicid:IDN+example.org+tool+portal");
        this.slice = federation.slice("myslice");
        this.rights = federation.credential(alice, slice);
        this.good = speaksFor(alice, content(alice, tool));
    }

    /** For whom they claim to speak. */
    public Identity user() {
        return alice;
    }

    /** The slice that they want something on. */
    public Urn target() {
        return slice.urn();
    }

    /** A tool that may speak for her. */
    public Identity tool() {
        return tool;
    }

    /** What that tool presents. */
    public List<PresentedCredential> goodCredentials() {
        return presented(good);
    }

    /** What somebody presents whom she lets speak for her. */
    public List<PresentedCredential> goodCredentials(Identity speaker) {
        return presented(speaksFor(alice, content(alice, speaker)));
    }

    /** All of them. */
    public Stream<HostileSpeaker> all() {
        return Stream.of(statements(), signers(), documents(), labels(), tools())
                .flatMap(List::stream);
    }

    private List<HostileSpeaker> statements() {
        String key = Fingerprint.keyId(alice.certificate().getPublicKey());
        String toolKey = Fingerprint.keyId(tool.certificate().getPublicKey());
        String role = "abac/rt0/head/role";
        return List.of(
                tools("the role of another", with(role, "speaks_for_" + toolKey), "the role of its head is"),
                tools("some role", with(role, "admin"), "the role of its head is 'admin'"),
                tools("no role", with(abac -> remove(abac, role)), "the role of its head is ''"),
                tools(
                        "a role of those who have the role",
                        with(abac -> CredentialDom.add(child(abac, "abac/rt0/head"), "linking_role", "x")),
                        "the role of its head is"),
                tools("two heads", with(abac -> twice(abac, "head")), "more than one <head>"),
                tools("two tails", with(abac -> twice(abac, "tail")), "more than one <tail>"),
                tools("no head", with(abac -> remove(abac, "abac/rt0/head")), "has no <head>"),
                tools("no tail", with(abac -> remove(abac, "abac/rt0/tail")), "has no <tail>"),
                tools(
                        "two keys in the tail",
                        with(abac -> CredentialDom.principal(child(abac, "abac/rt0/tail"), toolKey)),
                        "more than one <ABACprincipal>"),
                tools(
                        "whoever has a role of the tool",
                        with(abac -> CredentialDom.add(child(abac, "abac/rt0/tail"), "role", "friend")),
                        "its tail is a role"),
                tools(
                        "whoever has a linked role",
                        with(abac -> CredentialDom.add(child(abac, "abac/rt0/tail"), "linking_role", "friend")),
                        "its tail is a role"),
                tools(
                        "head in upper case",
                        with("abac/rt0/head/ABACprincipal/keyid", key.toUpperCase(Locale.ROOT)),
                        "its head is the key"),
                tools(
                        "tail in upper case",
                        with("abac/rt0/tail/ABACprincipal/keyid", toolKey.toUpperCase(Locale.ROOT)),
                        "in lower case"),
                tools(
                        "another head",
                        with(
                                "abac/rt0/head/ABACprincipal/keyid",
                                Fingerprint.keyId(mallory.certificate().getPublicKey())),
                        "and not the one that signed it"),
                tools("another version of RT0", with("abac/rt0/version", "2.0"), "RT0 version is '2.0'"),
                tools("two statements", with(abac -> CredentialDom.add(child(abac, "abac"), "rt0", "")), "<rt0>"),
                tools("no statement", with(abac -> remove(abac, "abac")), "has no <abac>"),
                tools("an owner", with("owner_gid", "somebody"), "empty <owner_gid>"),
                tools(
                        "extensions",
                        with(abac -> CredentialDom.add(abac, "extensions", "")),
                        "does not belong in <credential>"),
                tools("another type", with("type", "privilege"), "its type is 'privilege'"),
                tools("expired", with("expires", now.minusSeconds(1).toString()), "it expired at"));
    }

    private List<HostileSpeaker> signers() {
        Identity selfMade = federation.selfSigned(alice.urn().toString());
        Identity elsewhere = federation.issue(
                federation.selfSigned(federation.root().urn().toString()),
                alice.urn().toString());
        Identity expired = federation.issue(
                federation.root(),
                federation
                        .content(alice.urn().toString())
                        .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))));
        Identity stranger = new Identity(mallory.key(), alice.chain());
        Identity below = federation.issue(federation.root(), "urn:publicid:IDN+example.org:sub+authority+sa");
        Identity outside = federation.issue(below, alice.urn().toString());
        return List.of(
                tools("another user, who lets it speak for herself", by(mallory), "it was signed by " + mallory.urn()),
                tools(
                        "another user, who lets it speak for Alice",
                        speaksFor(mallory, content(alice, tool)),
                        "and not the one that signed it"),
                tools(
                        "the authority",
                        by(federation.root()),
                        "it was signed by " + federation.root().urn()),
                tools("a user certificate of one's own making", by(selfMade), "no trusted root leads to"),
                tools("a user certificate of an unknown authority", by(elsewhere), "no trusted root leads to"),
                tools("an authority of another name space", by(outside), "may not sign for"),
                tools("an expired certificate", by(expired), "expired at"),
                tools(
                        "Alice's certificate over another's signature",
                        speaksFor(stranger, content(alice, tool)),
                        "is not valid"));
    }

    private List<HostileSpeaker> documents() {
        String mine = speaksFor(mallory, content(mallory, tool));
        String forged = HostileCredentials.credentialOf(good);
        String signed = HostileCredentials.credentialOf(mine);
        return List.of(
                tools(
                        "later expiry than signed",
                        good.replaceAll("<expires>20\\d\\d", "<expires>2099"),
                        "is not valid"),
                tools("her statement over another's signature", mine.replace(signed, forged), "is not valid"),
                tools("unsigned", good.replaceAll("(?s)<Signature .*</Signature>", ""), "it has 0 signatures"),
                tools(
                        "signed statement hidden in the forged one",
                        mine.replace(
                                signed,
                                replace(forged, "\"ref0\"", "\"ref9\"")
                                        .replace("<serial/>", "<serial>" + signed + "</serial>")),
                        "only text"),
                tools(
                        "signed statement beside the forged one",
                        mine.replace(signed, replace(forged, "\"ref0\"", "\"ref9\"") + signed),
                        "exactly one"),
                tools("not XML", "<type>abac</type>", "text stands between"),
                tools("DOCTYPE", replace(good, "<signed-credential", "<!DOCTYPE x><signed-credential"), "DOCTYPE"),
                tools("first character missing", good.substring(1), "not XML"));
    }

    private List<HostileSpeaker> labels() {
        return List.of(
                labelled("as an SFA credential", "geni_sfa", "3"),
                labelled("of an unknown version", "geni_abac", "9"),
                labelled("of an unknown type", "geni_abacBROKEN", "1"),
                new HostileSpeaker(
                        "none at all",
                        tool,
                        List.of(TestFederation.presented(rights)),
                        GeniCode.FORBIDDEN,
                        "there is no geni_abac credential"),
                new HostileSpeaker("no credentials", tool, List.of(), GeniCode.BADARGS, "credentials is empty"),
                new HostileSpeaker(
                        "without rights of the user's",
                        tool,
                        List.of(abac(good)),
                        GeniCode.FORBIDDEN,
                        "no credential gives " + alice.urn()),
                new HostileSpeaker(
                        "with rights of another's",
                        tool,
                        List.of(abac(good), TestFederation.presented(federation.credential(mallory, slice))),
                        GeniCode.FORBIDDEN,
                        "it belongs to " + mallory.urn()));
    }

    private List<HostileSpeaker> tools() {
        Identity other = federation.issue(federation.root(), "urn:publicid:IDN+example.org+tool+other");
        Identity node = federation.issue(federation.root(), "urn:publicid:IDN+example.org+node+n1");
        return List.of(
                new HostileSpeaker("another tool", other, presented(good), GeniCode.FORBIDDEN, "it is for the key"),
                new HostileSpeaker("another user", mallory, presented(good), GeniCode.FORBIDDEN, "it is for the key"),
                new HostileSpeaker(
                        "a node",
                        node,
                        presented(speaksFor(alice, content(alice, node))),
                        GeniCode.FORBIDDEN,
                        "only tools, authorities and users"));
    }

    private HostileSpeaker labelled(String name, String type, String version) {
        return new HostileSpeaker(
                name,
                tool,
                List.of(new PresentedCredential(type, version, good), TestFederation.presented(rights)),
                GeniCode.FORBIDDEN,
                "there is no geni_abac credential");
    }

    private HostileSpeaker tools(String name, String xml, String reason) {
        if (xml.equals(good)) {
            throw new IllegalStateException("nothing was changed for: " + name);
        }
        return new HostileSpeaker(name, tool, presented(xml), GeniCode.FORBIDDEN, reason);
    }

    private String by(Identity signer) {
        return speaksFor(signer, content(signer, tool));
    }

    private SpeaksForContent content(Identity user, Identity speaker) {
        return SpeaksForContent.of(
                user.certificate().getPublicKey(), speaker.certificate().getPublicKey(), now.plus(TestFederation.LIFE));
    }

    private static String speaksFor(Identity signer, SpeaksForContent content) {
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256).speaksFor(content, signer);
    }

    /** Alice's statement, changed before she signs it. */
    private String with(Consumer<Element> change) {
        Element credential = CredentialDom.speaksFor(CredentialDom.newDocument(), content(alice, tool));
        change.accept(credential);
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256).sign(credential, alice);
    }

    private String with(String path, String text) {
        return with(credential -> child(credential, path).setTextContent(text));
    }

    private static void twice(Element credential, String name) {
        Element one = child(credential, "abac/rt0/" + name);
        child(credential, "abac/rt0").appendChild(one.cloneNode(true));
    }

    private static void remove(Element credential, String path) {
        Element gone = child(credential, path);
        gone.getParentNode().removeChild(gone);
    }

    private List<PresentedCredential> presented(String xml) {
        return List.of(TestFederation.presented(rights), abac(xml));
    }

    private static PresentedCredential abac(String xml) {
        return new PresentedCredential("geni_abac", "1", xml);
    }
}
