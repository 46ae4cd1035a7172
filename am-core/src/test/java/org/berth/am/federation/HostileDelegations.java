// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.auth.credential.Privilege;

/** Credentials that their presenter got from somebody who could not give them. */
final class HostileDelegations {
    private static final List<Privilege> CONTROL = List.of(new Privilege("control", true));
    private static final List<Privilege> KEEP = List.of(new Privilege("*", false));

    private final HostileCredentials base;
    private final TestFederation federation;
    private final Instant later;

    HostileDelegations(HostileCredentials base) {
        this.base = base;
        this.federation = base.federation;
        this.later = base.now.plus(TestFederation.LIFE);
    }

    Stream<HostileCredential> all() {
        String keep = federation.credential(federation.root(), base.alice, base.slice, KEEP, later);
        String control = federation.credential(federation.root(), base.alice, base.slice, CONTROL, later);
        String brief = federation.credential(
                federation.root(), base.alice, base.slice, TestFederation.EVERYTHING, base.now.plusSeconds(60));
        String gone = federation.credential(
                federation.root(), base.alice, base.slice, TestFederation.EVERYTHING, base.now.minusSeconds(60));
        String fromAlice = delegate(base.good, TestFederation.EVERYTHING, later);
        return Stream.of(
                mallorys("delegated without can_delegate", delegate(keep, CONTROL, later), "could not be delegated"),
                mallorys(
                        "delegated with more privileges",
                        delegate(control, TestFederation.EVERYTHING, later),
                        "the privilege 'refresh' could not be delegated"),
                mallorys(
                        "delegated with an unknown privilege",
                        delegate(base.good, List.of(new Privilege("everything", true)), later),
                        "the privilege 'everything' could not be delegated"),
                mallorys(
                        "delegated for longer",
                        delegate(brief, CONTROL, later),
                        "after the credential it was delegated from"),
                mallorys(
                        "delegated after it expired",
                        delegate(gone, CONTROL, base.now.plusSeconds(60)),
                        "after the credential it was delegated from"),
                mallorys(
                                "delegated and then expired",
                                delegate(gone, CONTROL, base.now.minusSeconds(60)),
                                "it expired at")
                        .expired(),
                mallorys(
                        "delegated from another target",
                        federation.delegate(base.mallorys, base.mallory, base.mallory, base.slice, CONTROL, later),
                        "it was delegated from a credential for another target"),
                mallorys(
                        "delegated by somebody other than the owner",
                        federation.delegate(base.good, base.mallory, base.mallory, base.slice, CONTROL, later),
                        "it was delegated by somebody other than " + base.alice.urn()),
                mallorys(
                        "delegated by a namesake of the owner",
                        federation.delegate(
                                base.good, federation.user("alice"), base.mallory, base.slice, CONTROL, later),
                        "it was delegated by somebody other than"),
                mallorys(
                        "parent altered and delegated again",
                        delegate(base.good.replace("<serial>8", "<serial>9"), CONTROL, later),
                        "the signature of 'ref0' is not valid"),
                mallorys(
                        "parent's signature missing",
                        fromAlice.replaceAll("(?s)<signatures><Signature .*?</Signature>", "<signatures>"),
                        "it has 1 signatures for 2 credential levels"),
                mallorys("nine levels", chain(8), "delegated more than 7 times"),
                HostileCredential.of("delegated away", base.alice, fromAlice, "it belongs to " + base.mallory.urn()));
    }

    /** Alice's credential, handed from Alice to herself again and again. */
    private String chain(int delegations) {
        String credential = base.good;
        for (int i = 0; i < delegations; i++) {
            credential = federation.delegate(
                    credential,
                    base.alice,
                    base.alice,
                    base.slice,
                    TestFederation.EVERYTHING,
                    later.minus(Duration.ofHours(i)));
        }
        return credential;
    }

    private String delegate(String parent, List<Privilege> privileges, Instant expires) {
        return federation.delegate(parent, base.alice, base.mallory, base.slice, privileges, expires);
    }

    private HostileCredential mallorys(String name, String xml, String reason) {
        return HostileCredential.of(name, base.mallory, xml, reason);
    }
}
