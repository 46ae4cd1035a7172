// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import static org.berth.am.federation.HostileCredentials.child;
import static org.berth.am.federation.HostileCredentials.replace;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;
import org.berth.base.Pem;

/** Documents that are broken, overgrown, ambiguous, expired, or about something else. */
final class HostileDocuments {
    private final HostileCredentials base;

    HostileDocuments(HostileCredentials base) {
        this.base = base;
    }

    Stream<HostileCredential> all() {
        return Stream.of(malformed(), overgrown(), fields(), uses()).flatMap(List::stream);
    }

    private List<HostileCredential> malformed() {
        String good = base.good;
        return List.of(
                alices("first character missing", good.substring(1), "not XML"),
                alices("no XML at all", "let me in", "not XML"),
                alices("empty text", "", "not XML"),
                alices("another root element", "<credential/>", "<signed-credential> holds exactly one"),
                alices("extra element in the root", replace(good, "<credential ", "<foo/><credential "), "exactly one"),
                alices(
                        "extra element in the credential",
                        base.signedWith(credential -> CredentialDom.add(credential, "foo", "")),
                        "does not belong in <credential>: <foo>"),
                alices(
                        "a field twice",
                        base.signedWith(credential -> CredentialDom.add(credential, "expires", "2099-01-01T00:00:00Z")),
                        "more than one <expires>"),
                alices("DOCTYPE", replace(good, "<signed-credential", "<!DOCTYPE x><signed-credential"), "DOCTYPE"),
                alices(
                        "entity bomb",
                        replace(good, "<signed-credential", HostileCredentials.entityBomb() + "<signed-credential"),
                        "DOCTYPE"),
                alices(
                        "external entity",
                        replace(
                                good,
                                "<signed-credential",
                                "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><signed-credential"),
                        "DOCTYPE"),
                alices(
                        "XInclude",
                        base.signedWith(credential -> credential.appendChild(credential
                                .getOwnerDocument()
                                .createElementNS("http://www.w3.org/2001/XInclude", "xi:include"))),
                        "does not belong in <credential>: <xi:include>"),
                alices(
                        "comment within an identifier",
                        replace(good, "+user+alice</owner_urn>", "+user+<!-- -->alice</owner_urn>"),
                        "only text"),
                alices(
                        "instruction within a type",
                        replace(good, "<type>privilege", "<type><?x?>privilege"),
                        "only text"));
    }

    private List<HostileCredential> overgrown() {
        String open = "<parent><credential xml:id=\"x\">";
        String nested = "<signed-credential>" + open.substring(8) + open.repeat(999)
                + "</credential></parent>".repeat(999) + "</credential><signatures/></signed-credential>";
        return List.of(
                alices("1000 nested parents", nested, "deep"),
                alices("10 MB", replace(base.good, "<serial>8", "<serial>" + "8".repeat(10 << 20)), "characters"),
                alices(
                        "300,000 characters of white space",
                        replace(base.good, "<signatures>", " ".repeat(300_000) + "<signatures>"),
                        "characters"));
    }

    private List<HostileCredential> fields() {
        String pem = Pem.certificates(base.alice.chain());
        return List.of(
                alices("ticket", base.signedWith("type", "ticket"), "its type is 'ticket'"),
                alices("capability", base.signedWith("type", "capability"), "its type is 'capability'"),
                alices("abac", base.signedWith("type", "abac"), "its type is 'abac'"),
                alices("no privileges", base.signedWith("privileges", ""), "it has 0 privileges"),
                alices(
                        "unknown privilege",
                        base.signedWith("privileges/privilege/name", "everything"),
                        "none of its privileges"),
                alices(
                        "owner_urn of another",
                        base.signedWith("owner_urn", base.mallory.urn().toString()),
                        "owner_gid is the certificate of"),
                alices(
                        "target_urn of another",
                        base.signedWith("target_urn", base.hers.urn().toString()),
                        "target_gid is the certificate of"),
                alices("line break in a URN", base.signedWith("owner_urn", base.alice.urn() + "\r\n"), "owner_urn: "),
                alices("text after the certificates", base.signedWith("owner_gid", pem + "and more"), "owner_gid: "),
                alices(
                        "bytes after a certificate",
                        base.signedWith(
                                "owner_gid",
                                pem.replaceAll("-----[A-Z ]+-----", "").strip().replaceAll("(?s)\n\n.*", "") + "AAAA"),
                        "owner_gid: "),
                alices("broken certificate", base.signedWith("owner_gid", pem.replace("MII", "MI!")), "owner_gid: "),
                alices("no time", base.signedWith("expires", "tomorrow"), "<expires> is not a time"),
                alices("expired", expiring(base.now.minusSeconds(1), "Z"), "it expired at")
                        .expired(),
                alices(
                                "expired, though its digits before the zone are in the future",
                                expiring(base.now.plusSeconds(3600), "+02:00"),
                                "it expired at")
                        .expired(),
                alices("expired, without a zone", expiring(base.now.minusSeconds(1), ""), "it expired at")
                        .expired());
    }

    private List<HostileCredential> uses() {
        String user = base.federation.credential(base.alice, base.alice);
        return List.of(
                new HostileCredential("no credential", base.alice, List.of(), GeniCode.BADARGS, "empty"),
                new HostileCredential(
                        "33 credentials",
                        base.alice,
                        Collections.nCopies(33, TestFederation.presented(base.good)),
                        GeniCode.BADARGS,
                        "at most 32"),
                labelled("unknown type", "geni_sfaBROKEN", "3"),
                labelled("unknown version", "geni_sfa", "9"),
                labelled("ABAC without speaking for anybody", "geni_abac", "1"),
                HostileCredential.of("somebody else's", base.mallory, base.good, "it belongs to " + base.alice.urn()),
                alices(
                        "for another slice",
                        base.federation.credential(base.alice, base.hers),
                        "it is for " + base.hers.urn()),
                alices("user credential for a slice", user, "it is for " + base.alice.urn()),
                HostileCredential.of(
                        "presented by an authority",
                        base.federation.root(),
                        base.federation.credential(base.federation.root(), base.slice),
                        "credentials are for users"));
    }

    private HostileCredential labelled(String name, String type, String version) {
        return new HostileCredential(
                name,
                base.alice,
                List.of(new PresentedCredential(type, version, base.good)),
                GeniCode.FORBIDDEN,
                "is not understood");
    }

    private HostileCredential alices(String name, String xml, String reason) {
        return HostileCredential.of(name, base.alice, xml, reason);
    }

    private String expiring(Instant digits, String zone) {
        String text = DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(digits.atOffset(ZoneOffset.UTC)) + zone;
        return base.signedWith(credential -> child(credential, "expires").setTextContent(text));
    }
}
