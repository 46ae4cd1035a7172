// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Grant;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority's name stands for one trust anchor, and what that one vouches for is nobody else's. */
class AuthorityNamesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String NAME = "urn:publicid:IDN+example.org+authority+sa";
    private static final String ALICE = "urn:publicid:IDN+example.org+user+alice";

    private final TestFederation federation = new TestFederation(() -> NOW);
    private final KeyPair rootKeys = federation.newKeys();
    private final Identity root = CertificateIssue.selfSigned(federation.content(NAME), rootKeys);
    private final Identity namesake = federation.selfSigned(NAME);
    private final Identity alice = federation.issue(root, ALICE);
    private final Identity slice = federation.issue(root, "urn:publicid:IDN+example.org+slice+s1");
    private final String credential =
            federation.credential(root, alice, slice, TestFederation.EVERYTHING, NOW.plusSeconds(3600));

    @TempDir
    private Path folder;

    private TrustedRoots roots;
    private SfaAuthority am;

    @BeforeEach
    void startAm() throws IOException {
        put("root.pem", root);
        roots = TrustedRoots.open(
                Files.createDirectories(folder.resolve("roots")),
                DenyListFile.open(folder.resolve("deny-list.txt")),
                keys(),
                Audit.NONE);
        am = new SfaAuthority(roots, () -> NOW);
    }

    @AfterEach
    void stopAm() {
        roots.close();
    }

    @Test
    void secondRootWithAKnownNameIsNotTrustedUntilAnAdminSaysThatItIsTheSame() throws IOException {
        // given a file that sorts before the first one's
        Identity mallory = federation.issue(namesake, ALICE);
        put("a.pem", namesake);

        // when
        roots.refresh();

        // then
        assertThatThrownBy(() -> am.admit(TestFederation.caller(mallory))).isInstanceOf(AmException.class);
        String before = authorize(alice, credential).anchor();

        // and when
        keys().change(known -> known.same(hash(root), hash(namesake), Optional.empty()));
        roots.refresh();

        // then what was made under the former is made under the same still
        Identity next = federation.issue(namesake, ALICE);
        Identity nextSlice = federation.issue(namesake, slice.urn().toString());
        String credentialOfNext =
                federation.credential(namesake, next, nextSlice, TestFederation.EVERYTHING, NOW.plusSeconds(3600));
        assertThat(authorize(next, credentialOfNext).anchor())
                .isEqualTo(before)
                .isEqualTo(authorize(alice, credential).anchor());
    }

    @Test
    void firstRootIsTheFirstAfterARestartToo() throws IOException {
        // given
        put("a.pem", namesake);

        // when
        try (TrustedRoots again = TrustedRoots.open(
                folder.resolve("roots"), DenyListFile.open(folder.resolve("deny-list.txt")), keys(), Audit.NONE)) {
            // then
            assertThat(again.get().contains(TestFederation.gid(root))).isTrue();
            assertThat(again.get().contains(TestFederation.gid(namesake))).isFalse();
        }
    }

    @Test
    void renewedCertificatesUnderTheSameAnchorKeepWorking() throws IOException {
        // given
        String before = authorize(alice, credential).anchor();

        // when the root is issued anew with its key, and user and slice with keys of their own
        Identity renewed = CertificateIssue.selfSigned(
                federation.content(NAME).valid(NOW.minusSeconds(60), NOW.plusSeconds(7200)), rootKeys);
        put("root.pem", renewed);
        roots.refresh();
        Identity newAlice = federation.issue(renewed, ALICE);
        Identity newSlice = federation.issue(renewed, slice.urn().toString());
        String next =
                federation.credential(renewed, newAlice, newSlice, TestFederation.EVERYTHING, NOW.plusSeconds(3600));

        // then
        assertThat(authorize(newAlice, next).anchor()).isEqualTo(before);
        assertThat(authorize(newAlice, credential).anchor()).isEqualTo(before);
    }

    @Test
    void anchorStaysWhenAnIntermediateAuthorityBecomesTrustedByItself() throws IOException {
        // given
        Identity middle = federation.issue(root, "urn:publicid:IDN+example.org+authority+ma");
        Identity bob = federation.issue(middle, "urn:publicid:IDN+example.org+user+bob");
        String his = federation.credential(root, bob, slice, TestFederation.EVERYTHING, NOW.plusSeconds(3600));
        String before = authorize(bob, his).anchor();

        // when
        put("middle.pem", middle);
        roots.refresh();

        // then
        assertThat(roots.get().contains(TestFederation.gid(middle))).isTrue();
        assertThat(authorize(bob, his).anchor()).isEqualTo(before);
    }

    @Test
    void anchorStaysWhenTheRootAboveASubauthorityIsTrustedLater() throws IOException {
        // given a sub-authority that is trusted by itself, and one below it that is trusted through it
        Identity sub = federation.issue(root, "urn:publicid:IDN+example.org:sub+authority+sa");
        Identity below = federation.issue(sub, "urn:publicid:IDN+example.org:sub:below+authority+sa");
        List<Gid> first = Stream.of(sub, below).map(TestFederation::gid).toList();
        AcceptedRoots before = AcceptedRoots.of(first, AuthorityKeys.NONE);

        // when
        List<Gid> all = Stream.of(root, sub, below).map(TestFederation::gid).toList();
        AcceptedRoots after = AcceptedRoots.of(all, before.keys());

        // then
        assertThat(after.groups())
                .containsAllEntriesOf(before.groups())
                .containsEntry(TestFederation.gid(root), hash(root));
        assertThat(before.groups())
                .containsEntry(TestFederation.gid(sub), hash(sub))
                .containsEntry(TestFederation.gid(below), hash(sub));
    }

    @Test
    void userOfAnotherAnchorHasNoneOfTheRightsOfANamesake() {
        // given both trusted, as two roots are whose names lie in each other
        Identity mallory = federation.issue(namesake, ALICE);
        TrustAnchors both = TestFederation.trust(root, namesake);
        SfaAuthority trusting = new SfaAuthority(() -> both, () -> NOW);

        // when / then
        assertThatThrownBy(() -> trusting.authorize(
                        TestFederation.caller(mallory),
                        List.of(TestFederation.presented(credential)),
                        slice.urn(),
                        Operation.DELETE_SLICE))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining("it belongs to another " + ALICE);
    }

    @Test
    void authorityOfAnotherAnchorGivesNobodyASliceThatItDidNotVouchFor() {
        // given
        Identity mallory = federation.issue(namesake, "urn:publicid:IDN+example.org+user+mallory");
        String stolen = federation.credential(namesake, mallory, slice, TestFederation.EVERYTHING, NOW.plusSeconds(60));
        TrustAnchors both = TestFederation.trust(root, namesake);
        SfaAuthority trusting = new SfaAuthority(() -> both, () -> NOW);

        // when / then
        assertThatThrownBy(() -> trusting.authorize(
                        TestFederation.caller(mallory),
                        List.of(TestFederation.presented(stolen)),
                        slice.urn(),
                        Operation.GET_SLICE_RESOURCES))
                .hasMessageContaining("are vouched for by two different trusted roots");
    }

    @Test
    void brokenRecordOfKeysIsNoStart() throws IOException {
        // given
        Files.writeString(folder.resolve("authority-keys.txt"), "# known\n\nexample.org key:12\n");

        // when / then
        assertThatThrownBy(() -> keys().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("authority-keys.txt is broken: line 3 ");
    }

    private Grant authorize(Identity caller, String presented) {
        return am.authorize(
                TestFederation.caller(caller),
                List.of(TestFederation.presented(presented)),
                slice.urn(),
                Operation.CREATE_SLIVER);
    }

    private AuthorityKeysFile keys() {
        return new AuthorityKeysFile(folder);
    }

    private void put(String name, Identity identity) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("roots")).resolve(name),
                Pem.certificates(List.of(identity.certificate())));
    }

    private static String hash(Identity identity) {
        PublicKey key = identity.certificate().getPublicKey();
        return Fingerprint.ofKey(key);
    }
}
