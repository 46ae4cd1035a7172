// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TrustedRootsTest {
    private final TestFederation federation = new TestFederation(InstantSource.system());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    @Test
    void everyCertificateOfEveryFileIsAnAnchor() throws IOException {
        // given
        Identity other = federation.selfSigned("urn:publicid:IDN+other.org+authority+sa");
        Identity below = federation.issue(other, "urn:publicid:IDN+other.org:below+authority+sa");
        Files.writeString(
                folder.resolve("one.pem"), Pem.certificates(federation.root().chain()));
        Files.writeString(folder.resolve("two.0"), "Certificate:\n  Data: ...\n" + Pem.certificates(below.chain()));

        // when
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            // then
            assertThat(roots.get().size()).isEqualTo(3);
        }
        assertThat(warnings()).isEmpty();
    }

    @Test
    void whatIsNoFileOfRootsIsSkippedInSilence() throws IOException {
        // given
        String pem = Pem.certificates(federation.root().chain());
        Files.writeString(folder.resolve("CATedCACerts.pem"), pem);
        Files.writeString(folder.resolve("README.md"), "Put the roots here.");
        Files.writeString(folder.resolve(".hidden.pem"), pem);
        Files.createDirectory(folder.resolve("old"));
        Files.writeString(folder.resolve("old/root.pem"), pem);

        // when
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            // then
            assertThat(roots.get().size()).isZero();
        }
        assertThat(warnings()).singleElement().asString().startsWith("no trusted root in");
    }

    @Test
    void badFilesAreLeftOutWithOneWarningEach() throws IOException {
        // given
        String pem = Pem.certificates(federation.root().chain());
        Files.writeString(folder.resolve("good.pem"), pem);
        Files.writeString(folder.resolve("empty.pem"), "");
        Files.writeString(folder.resolve("broken.pem"), pem.replace("MII", "MI*"));
        Files.writeString(folder.resolve("notes.txt"), "remember the milk");
        Files.writeString(
                folder.resolve("user.pem"),
                Pem.certificates(List.of(federation.user("alice").certificate())));

        // when
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            roots.refresh();
            roots.refresh();

            // then
            assertThat(roots.get().size()).isEqualTo(1);
        }
        assertThat(warnings())
                .hasSize(4)
                .anyMatch(warning -> warning.contains("empty.pem is left out"))
                .anyMatch(warning -> warning.contains("broken.pem line 1: a certificate is left out: the block is no"))
                .anyMatch(warning -> warning.contains("notes.txt is left out: no PEM certificate in it"))
                .anyMatch(warning ->
                        warning.contains("user.pem line 1: a certificate is left out: urn:publicid:IDN+example.org"
                                + "+user+alice is no certificate authority"));
    }

    @Test
    void whatIsWrongWithOneBlockTakesNoTrustFromItsNeighbours() throws Exception {
        // given
        Identity other = federation.selfSigned("urn:publicid:IDN+other.org+authority+sa");
        Identity third = federation.selfSigned("urn:publicid:IDN+third.org+authority+sa");
        Path bundle = folder.resolve("bundle.pem");
        String good = Pem.certificates(federation.root().chain());
        Files.writeString(bundle, good);

        // when
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            Files.writeString(
                    bundle,
                    good
                            + Pem.certificates(other.chain()).replace("MII", "MI*")
                            + "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
                            + versionOneWithExtensions(third.certificate())
                            + Pem.certificates(third.chain())
                            + "-----BEGIN CERTIFICATE-----\nMIIB\n");
            roots.refresh();

            // then
            assertThat(roots.get().size()).isEqualTo(2);
            assertThat(roots.get().contains(TestFederation.gid(federation.root())))
                    .isTrue();
            assertThat(roots.get().contains(TestFederation.gid(third))).isTrue();
        }
        int length = (int) good.lines().count();
        assertThat(warnings())
                .hasSize(4)
                .anyMatch(
                        warning -> warning.contains("bundle.pem line " + (length + 1) + ": a certificate is left out"))
                .anyMatch(
                        warning -> warning.contains("'CN=") && warning.contains("is of version 1 and has extensions"));
    }

    /** As some of PlanetLab's authorities are: what follows the version's field belongs to version 3. */
    private static String versionOneWithExtensions(X509Certificate certificate) throws Exception {
        ASN1Sequence whole = ASN1Sequence.getInstance(certificate.getEncoded());
        ASN1EncodableVector body = new ASN1EncodableVector();
        for (ASN1Encodable field : ASN1Sequence.getInstance(whole.getObjectAt(0))) {
            if (!(field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == 0)) {
                body.add(field);
            }
        }
        byte[] der = new DERSequence(
                        new ASN1Encodable[] {new DERSequence(body), whole.getObjectAt(1), whole.getObjectAt(2)})
                .getEncoded();
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void changesArePickedUpWithoutARestart() throws IOException {
        // given
        Path file = folder.resolve("root.pem");
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            long before = roots.get().version();

            // when
            Files.writeString(file, Pem.certificates(federation.root().chain()));

            // then
            await().atMost(Duration.ofSeconds(10)).until(() -> roots.get().size() == 1);
            assertThat(roots.get().version()).isGreaterThan(before);

            // and when
            Files.delete(file);

            // then
            await().atMost(Duration.ofSeconds(10)).until(() -> roots.get().size() == 0);
        }
    }

    @Test
    void versionStaysWhereNothingChanged() throws IOException {
        // given
        Files.writeString(
                folder.resolve("root.pem"), Pem.certificates(federation.root().chain()));
        try (TrustedRoots roots = TrustedRoots.open(folder)) {
            TrustAnchors before = roots.get();

            // when
            roots.refresh();

            // then
            assertThat(roots.get()).isSameAs(before);
        }
    }

    @Test
    void folderThatIsGoneLeavesNobodyTrustedAndIsSaidOnce() throws IOException {
        // given
        Path missing = folder.resolve("missing");

        // when
        try (TrustedRoots roots = TrustedRoots.open(missing)) {
            roots.refresh();

            // then
            assertThat(roots.get().size()).isZero();
        }
        assertThat(warnings())
                .filteredOn(warning -> warning.startsWith("nobody is trusted"))
                .hasSize(1);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(TrustedRoots.class);
    }
}
