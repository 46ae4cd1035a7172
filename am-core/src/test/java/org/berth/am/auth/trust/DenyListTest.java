// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Grant;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.HostileSpeakers;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String POLICY = "is denied by this aggregate's local policy";

    private final TestFederation federation = new TestFederation(() -> NOW);
    private final Identity authority =
            federation.issue(federation.root(), "urn:publicid:IDN+example.org:sub+authority+sa");
    private final Identity alice = federation.issue(authority, "urn:publicid:IDN+example.org:sub+user+alice");
    private final Identity slice = federation.slice("myslice");
    private final String credential = federation.credential(alice, slice);

    @TempDir
    Path folder;

    private Path file;
    private TrustedRoots roots;
    private final List<String> audited = new ArrayList<>();
    private SfaAuthority am;

    @BeforeEach
    void startAm() throws IOException {
        Files.writeString(
                folder.resolve("root.pem"), Pem.certificates(federation.root().chain()));
        file = Files.createDirectory(folder.resolve("state")).resolve("deny-list.txt");
        roots = TrustedRoots.open(
                folder,
                DenyListFile.open(file),
                new AuthorityKeysFile(folder.resolve("state")),
                (event, fields) -> audited.add(event + " " + fields));
        am = new SfaAuthority(roots, () -> NOW);
    }

    @AfterEach
    void stopAm() {
        roots.close();
    }

    @Test
    void credentialAndConnectionThatWereKnownAreRefusedOnceTheirUserIsDenied() throws IOException {
        // given
        am.admit(TestFederation.caller(alice));
        authorize();

        // when
        deny("URN:publicid:IDN+EXAMPLE.org:sub+user+Alice scans ports");

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), alice);
        assertDenied(this::authorize, alice);
        assertThatThrownBy(() -> am.admit(TestFederation.caller(alice)))
                .as("why is the admins' business")
                .hasMessageNotContaining("scans ports");

        // when
        deny("");

        // then
        assertThatCode(this::authorize).doesNotThrowAnyException();
        assertThat(audited)
                .endsWith(
                        "trust {rootsAdded=[], rootsRemoved=[], denied=["
                                + alice.urn().key() + "], allowed=[]}",
                        "trust {rootsAdded=[], rootsRemoved=[], denied=[], allowed=["
                                + alice.urn().key() + "]}");
    }

    @Test
    void deniedAuthorityDeniesWhatItIssued() throws IOException {
        // when
        deny(authority.urn().toString());

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), authority);
        assertDenied(this::authorize, authority);
        assertThatCode(() -> am.admit(TestFederation.caller(federation.user("bob"))))
                .doesNotThrowAnyException();
    }

    @Test
    void deniedRootDeniesAllBelowIt() throws IOException {
        // when
        deny("sha256:" + Fingerprint.of(federation.root().certificate()));

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), federation.root());
    }

    @Test
    void deniedCertificateIsNotItsHoldersOthers() throws IOException {
        // given
        Identity renewed = federation.issue(authority, alice.urn().toString());

        // when
        deny("sha256:" + Fingerprint.of(alice.certificate()).toUpperCase(Locale.ROOT));

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), alice);
        assertThatCode(() -> am.admit(TestFederation.caller(renewed))).doesNotThrowAnyException();
    }

    @Test
    void nobodyActsOnADeniedSlice() throws IOException {
        // when
        deny(slice.urn().toString());

        // then
        assertDenied(this::authorize, slice);
    }

    @Test
    void nobodySpeaksForADeniedUserAndNoDeniedToolSpeaks() throws IOException {
        // given
        HostileSpeakers speakers = new HostileSpeakers(federation, NOW);
        ThrowingCallable speaking = () -> am.speakingFor(
                TestFederation.caller(speakers.tool()), speakers.user().urn(), speakers.goodCredentials());
        assertThatCode(speaking).doesNotThrowAnyException();

        // when
        deny(speakers.user().urn().toString());

        // then
        assertDenied(speaking, speakers.user());

        // when
        deny(speakers.tool().urn().toString());

        // then
        assertDenied(speaking, speakers.tool());
    }

    @Test
    void brokenFileKeepsOutWhomItKeptOutAndWhomItsGoodLinesName() throws IOException {
        // given
        Identity bob = federation.user("bob");
        Identity carol = federation.user("carol");
        deny(alice.urn().toString());

        // when
        deny("urn:publicid:IDN+example.org+usr+dave\n" + bob.urn());

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), alice);
        assertDenied(() -> am.admit(TestFederation.caller(bob)), bob);
        assertThatCode(() -> am.admit(TestFederation.caller(carol))).doesNotThrowAnyException();
    }

    @Test
    void fileThatGoesAwayLetsNobodyIn() throws IOException {
        // given
        deny(alice.urn().toString());

        // when
        Files.delete(file);
        roots.refresh();

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), alice);
    }

    @Test
    void unreadableFileLetsNobodyIn() throws IOException {
        // given
        deny(alice.urn().toString());

        // when
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        roots.refresh();

        // then
        assertDenied(() -> am.admit(TestFederation.caller(alice)), alice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mallory",
                "sha256:1234",
                "urn:publicid:IDN+example.org+user",
                "urn:publicid:IDN+example.org+sliver+1",
                "urn:publicid:IDN+example.org+user+m a\u0007bell"
            })
    void brokenFileIsNoStart(String line) throws IOException {
        // given
        Files.writeString(file, "# fine\n" + line + "\n");

        // when / then
        assertThatThrownBy(() -> DenyListFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deny-list.txt is broken: line 2: ");
    }

    @Test
    void editingKeepsWhatTheAdminWrote() {
        // given
        String text = "# mine\n" + alice.urn() + " old\n\nsha256:" + "a".repeat(64) + "\n";

        // when
        String edited = DenyList.edited(
                text,
                alice.urn().toString(),
                Optional.of(DenyList.denial(alice.urn().toString(), "new")));

        // then
        assertThat(edited).isEqualTo("# mine\n\nsha256:" + "a".repeat(64) + "\n" + alice.urn() + " new\n");
        assertThat(DenyList.edited(edited, alice.urn().toString().toUpperCase(Locale.ROOT), Optional.empty()))
                .isEqualTo("# mine\n\nsha256:" + "a".repeat(64) + "\n");
    }

    private void deny(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        roots.refresh();
    }

    private Grant authorize() {
        return am.authorize(
                TestFederation.caller(alice),
                List.of(TestFederation.presented(credential)),
                slice.urn(),
                Operation.CREATE_SLIVER);
    }

    private static void assertDenied(ThrowingCallable call, Identity denied) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining(denied.urn() + " " + POLICY);
    }
}
