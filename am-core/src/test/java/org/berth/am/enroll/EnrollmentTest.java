// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.security.auth.x500.X500Principal;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.HostKeyPair;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentTest {
    private static final String ADDRESS = "192.0.2.7:11999";

    @TempDir
    private Path state;

    private EnrollmentFixture am;

    @BeforeEach
    void start() throws IOException {
        am = new EnrollmentFixture(state);
    }

    @AfterEach
    void stop() {
        am.close();
    }

    @Test
    void tokenIsRedeemedForTheCertificateOfItsHost() throws Exception {
        // given
        EnrollmentToken token = invite("beta");
        KeyPair keys = HostKeyPair.make();

        // when
        Enrollment.Enrolled enrolled = redeem(token, keys);

        // then
        assertThat(enrolled.host()).isEqualTo("beta");
        assertThat(enrolled.certificate().getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(am.agentKey("beta")).contains(HostCertificates.fingerprint(keys.getPublic()));
        assertThat(am.agentKey("gamma")).isEmpty();
        assertThat(am.enrolled).containsExactly("beta");
    }

    @Test
    void whatARequestSaysOfItsHostDoesNotCount() throws Exception {
        // given
        EnrollmentToken token = invite("beta");
        KeyPair keys = HostKeyPair.make();
        byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=gamma"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();

        // when
        Enrollment.Enrolled enrolled = am.enrollment.redeem(secret(token), request, ADDRESS, "");

        // then
        assertThat(enrolled.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=beta");
    }

    @Test
    void agentThatDiedBeforeItKeptTheAnswerMayAskAgain() throws Exception {
        // given
        EnrollmentToken token = invite("beta");
        KeyPair keys = HostKeyPair.make();
        redeem(token, keys);

        // when also the AM was started again meanwhile
        am.close();
        am = new EnrollmentFixture(state, am.clock);
        Enrollment.Enrolled again = redeem(token, keys);

        // then
        assertThat(again.certificate().getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(am.agentKey("beta")).contains(HostCertificates.fingerprint(keys.getPublic()));
    }

    @Test
    void oneOfManyAgentsWithOneTokenIsEnrolled() throws Exception {
        // given
        EnrollmentToken token = invite("beta");
        ExecutorService agents = Executors.newFixedThreadPool(4);
        List<Future<String>> attempts = new ArrayList<>();

        // when
        for (int i = 0; i < 8; i++) {
            KeyPair keys = HostKeyPair.make();
            attempts.add(agents.submit(() -> {
                try {
                    redeem(token, keys);
                    return HostCertificates.fingerprint(keys.getPublic());
                } catch (EnrollmentRefusedException e) {
                    return String.valueOf(e.getMessage());
                }
            }));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> attempt : attempts) {
            outcomes.add(attempt.get());
        }
        agents.shutdownNow();

        // then
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.equals(
                        "this token was used by another agent already; make a new one with: berth host enroll beta"))
                .hasSize(7);
        assertThat(outcomes).contains(am.agentKey("beta").orElseThrow());
    }

    @Test
    void tokenIsGoodForAnHour() throws Exception {
        // given
        EnrollmentToken token = invite("beta");
        am.clock.advance(Duration.ofMinutes(59));
        assertThat(am.enrollment.outstanding()).isTrue();
        am.clock.advance(Duration.ofMinutes(1));

        // when, then
        assertThat(am.enrollment.outstanding()).isFalse();
        assertRefused(token, "this token expired at 2026-03-01T13:00:00Z; make a new one with: berth host enroll beta");
        assertThat(am.agentKey("beta")).isEmpty();
    }

    @Test
    void newerTokenEndsAnOlderOneOfTheSameHost() throws Exception {
        // given
        EnrollmentToken older = invite("beta");
        EnrollmentToken other = invite("gamma");
        EnrollmentToken newer = invite("beta");

        // when, then
        assertRefused(
                older,
                "this token is not known: it expired, a newer one was made for the same host, or it is of"
                        + " another AM; make a new one with: berth host enroll NAME");
        assertThat(redeem(newer, HostKeyPair.make()).host()).isEqualTo("beta");
        assertThat(redeem(other, HostKeyPair.make()).host()).isEqualTo("gamma");
    }

    @Test
    void anAgentIsOneHostAtATime() throws Exception {
        // given
        KeyPair keys = HostKeyPair.make();
        redeem(invite("beta"), keys);

        // then
        assertThatThrownBy(() -> redeem(invite("gamma"), keys))
                .isInstanceOf(EnrollmentRefusedException.class)
                .hasMessageContaining("host 'beta' already");
        byte[] newKey = CertificateRequest.make(HostKeyPair.make());
        String former = HostCertificates.fingerprint(keys.getPublic());
        assertThatThrownBy(() -> am.enrollment.redeem(secret(invite("gamma")), newKey, ADDRESS, former))
                .isInstanceOf(EnrollmentRefusedException.class)
                .hasMessageContaining("host 'beta' already");
        assertThat(am.agentKey("gamma")).isEmpty();
    }

    @Test
    void newAgentTakesOverAHost() throws Exception {
        // given
        redeem(invite("beta"), HostKeyPair.make());
        KeyPair keys = HostKeyPair.make();

        // when
        redeem(invite("beta"), keys);

        // then
        assertThat(am.agentKey("beta")).contains(HostCertificates.fingerprint(keys.getPublic()));
    }

    @Test
    void badRequestDoesNotUseATokenUp() throws Exception {
        // given
        EnrollmentToken token = invite("beta");

        // when, then
        for (byte[] bad : new byte[][] {{}, {0x30, 0x00}, new byte[1 << 20]}) {
            assertThatThrownBy(() -> am.enrollment.redeem(secret(token), bad, ADDRESS, ""))
                    .isInstanceOf(EnrollmentRefusedException.class)
                    .hasMessageContaining("certificate request");
        }
        assertThat(redeem(token, HostKeyPair.make()).host()).isEqualTo("beta");
    }

    @Test
    void wrongSecretsAreRefusedAndLeaveNothing() {
        invite("beta");
        for (byte[] wrong : new byte[][] {{}, new byte[16], new byte[8000]}) {
            assertThatThrownBy(
                            () -> am.enrollment.redeem(wrong, CertificateRequest.make(HostKeyPair.make()), ADDRESS, ""))
                    .isInstanceOf(EnrollmentRefusedException.class)
                    .hasMessageStartingWith("this token is not known");
        }
        assertThat(am.agentKey("beta")).isEmpty();
        assertThat(am.enrolled).isEmpty();
    }

    @Test
    void hostThatIsGoneIsNotEnrolled() {
        EnrollmentToken token = invite("delta");
        assertRefused(token, "host 'delta' was removed after this token was made");
    }

    @Test
    void secretItselfIsNowhereInTheStore() throws Exception {
        // given
        EnrollmentToken token = invite("beta");

        // when
        am.close();

        // then
        byte[] database = Files.readAllBytes(state.resolve("am.db"));
        String stored = new String(database, StandardCharsets.ISO_8859_1);
        assertThat(stored).contains("beta");
        assertThat(stored).doesNotContain(token.secret());
        assertThat(HexFormat.of().formatHex(database)).doesNotContain(token.secret());
    }

    private EnrollmentToken invite(String host) {
        return am.enrollment.invite(host, "am.example.org", 11998);
    }

    private Enrollment.Enrolled redeem(EnrollmentToken token, KeyPair keys) throws EnrollmentRefusedException {
        return am.enrollment.redeem(secret(token), CertificateRequest.make(keys), ADDRESS, "");
    }

    private void assertRefused(EnrollmentToken token, String sentence) {
        assertThatThrownBy(() -> redeem(token, HostKeyPair.make()))
                .isInstanceOf(EnrollmentRefusedException.class)
                .hasMessage(sentence);
    }

    private static byte[] secret(EnrollmentToken token) {
        return HexFormat.of().parseHex(token.secret());
    }
}
