// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.auth.Verdict.Finding;
import org.berth.am.auth.Verdict.Outcome;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.credential.Rule;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.HostileCredential;
import org.berth.am.federation.HostileCredentials;
import org.berth.am.federation.HostileSpeaker;
import org.berth.am.federation.HostileSpeakers;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrustCheckTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestFederation FEDERATION = new TestFederation(() -> NOW);
    private static final HostileCredentials CREDENTIALS = new HostileCredentials(FEDERATION, NOW);
    private static final HostileSpeakers SPEAKERS = new HostileSpeakers(FEDERATION, NOW);
    private static final TrustAnchors ANCHORS =
            TestFederation.trust(CREDENTIALS.roots().toArray(X509Certificate[]::new));

    /** Those that a caller presents as SFA credentials; by its type, the one called abac is another thing. */
    static Stream<HostileCredential> credentials() {
        return CREDENTIALS
                .all()
                .filter(row -> !row.name().equals("abac"))
                .filter(row -> row.presented().size() == 1
                        && row.presented().get(0).type().equals("geni_sfa")
                        && row.presented().get(0).version().equals("3")
                        && row.caller().urn().hasType("user"));
    }

    static Stream<HostileSpeaker> speakers() {
        return SPEAKERS.all()
                .filter(row -> !row.name().equals("another type"))
                .filter(row -> row.reason().equals("is not valid")
                        || row.reason().startsWith("more than one")
                        || row.reason().startsWith("its ")
                        || row.reason().startsWith("the role")
                        || row.reason().startsWith("no trusted root"));
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void refusedForTheReasonOfTheAm(HostileCredential hostile) {
        // when
        Verdict verdict = check(hostile.caller()).of(hostile.presented().get(0).value());

        // then
        assertRefused(verdict, hostile.reason());
    }

    @ParameterizedTest
    @MethodSource("speakers")
    void speaksForIsRefusedForTheReasonOfTheAm(HostileSpeaker hostile) {
        // when
        Verdict verdict = check(hostile.caller()).of(hostile.presented().get(1).value());

        // then
        assertRefused(verdict, hostile.reason());
    }

    @Test
    void goodCredentialPassesEveryRule() {
        // when
        Verdict verdict = check(CREDENTIALS.owner()).of(CREDENTIALS.goodCredential());

        // then
        assertThat(verdict.findings()).extracting(Finding::outcome).containsOnly(Outcome.PASSED);
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.what())
                .startsWith("SFA credential of urn:publicid:IDN+example.org+user+alice for"
                        + " urn:publicid:IDN+example.org+slice+myslice, until ")
                .endsWith("allows getsliceresources, createsliver, renewsliver, deleteslice, shutdown");
    }

    @Test
    void goodSpeaksForPassesEveryRule() {
        // when
        Verdict verdict =
                check(SPEAKERS.tool()).of(SPEAKERS.goodCredentials().get(1).value());

        // then
        assertThat(verdict.findings()).extracting(Finding::outcome).containsOnly(Outcome.PASSED);
    }

    @Test
    void whatDependsOnACallIsNotAskedWithoutOne() {
        // given
        TrustCheck check = new TrustCheck(ANCHORS, NOW, Optional.empty(), Optional.empty(), Optional.empty());

        // when
        Verdict verdict = check.of(CREDENTIALS.goodCredential());

        // then
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.findings())
                .filteredOn(finding -> finding.outcome() == Outcome.NOT_ASKED)
                .extracting(Finding::rule)
                .containsExactly(Rule.OWNER, Rule.TARGET, Rule.PRIVILEGES);
    }

    @Test
    void certificateIsJudgedWithItsChain() {
        // given
        Identity below = FEDERATION.issue(FEDERATION.root(), "urn:publicid:IDN+example.org:sub+authority+sa");
        Identity user = FEDERATION.issue(below, "urn:publicid:IDN+example.org:sub+user+u");
        TrustCheck check = check(user);

        // when
        Verdict whole = check.of(Pem.certificates(user.chain()));
        Verdict leaf = check.of(Pem.certificates(user.chain().subList(0, 1)));

        // then
        assertThat(whole.accepted()).isTrue();
        assertThat(whole.what()).contains(user.urn().toString(), Fingerprint.of(user.certificate()));
        assertRefused(leaf, "no trusted root leads to");
        assertRefused(check.of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"), "not X.509");
    }

    private static void assertRefused(Verdict verdict, String reason) {
        assertThat(verdict.accepted()).isFalse();
        List<Outcome> outcomes =
                verdict.findings().stream().map(Finding::outcome).toList();
        int failed = outcomes.indexOf(Outcome.FAILED);
        assertThat(verdict.findings().get(failed).reason()).contains(reason);
        assertThat(outcomes.subList(0, failed)).allMatch(Outcome.PASSED::equals);
        assertThat(outcomes.subList(failed + 1, outcomes.size())).allMatch(Outcome.NOT_REACHED::equals);
    }

    private static TrustCheck check(Identity caller) {
        return new TrustCheck(
                ANCHORS,
                NOW,
                Optional.of(TestFederation.caller(caller)),
                Optional.of(CREDENTIALS.target()),
                Optional.of(Operation.CREATE_SLIVER));
    }
}
