// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Callers;
import org.berth.am.auth.Grant;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustedRoots;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FederationCommandTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Urn SLICE = Urn.parse("urn:publicid:IDN+example.org+slice+myslice");

    private final StringWriter out = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void whatItMakesLetsItsUsersIntoAnAm() throws Exception {
        // given
        run(
                "init",
                "--authority",
                "example.org",
                "--trust",
                folder.resolve("roots").toString());
        run("user", "alice", "--email", "alice@example.org");
        run("user", "bob");

        // when
        run("slice", "myslice", "--owner", "alice");
        run("delegate", "myslice", "--from", "alice", "--to", "bob");

        // then
        assertThat(grant("alice", "myslice-cred.xml").until()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(grant("bob", "myslice-bob-cred.xml").until()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    }

    @Test
    void newCredentialReplacesAnExpiredOne() throws Exception {
        // given
        run(
                "init",
                "--authority",
                "example.org",
                "--trust",
                folder.resolve("roots").toString());
        run("user", "alice");
        run("slice", "myslice", "--owner", "alice", "--days", "1");

        // when
        run("credential", "myslice", "--owner", "alice", "--days", "3");

        // then
        assertThat(grant("alice", "myslice-alice-cred.xml").until()).isEqualTo(NOW.plus(Duration.ofDays(3)));
    }

    @Test
    void toolSpeaksForTheUserWhoLetsIt() throws Exception {
        // given
        Path roots = folder.resolve("roots");
        run("init", "--authority", "example.org", "--trust", roots.toString());
        run("user", "alice");
        run("tool", "portal");

        // when
        run("speaks-for", "--user", "alice", "--tool", "portal", "--days", "2");

        // then
        Path federation = folder.resolve("federation");
        String xml = Files.readString(federation.resolve("users/alice-portal-speaksfor.xml"));
        Urn alice = Urn.parse("urn:publicid:IDN+example.org+user+alice");
        try (TrustedRoots anchors = TrustedRoots.open(roots)) {
            Caller speaker = new SfaAuthority(anchors, CLOCK)
                    .speakingFor(
                            Callers.of(List.of(certificate(federation.resolve("tools/portal-cert.pem")))),
                            alice,
                            List.of(new PresentedCredential("geni_abac", "1", xml)));
            assertThat(speaker.user()).isEqualTo(alice);
        }
        assertThat(fail("speaks-for", "--user", "alice", "--tool", "other"))
                .contains("'berth federation tool other' makes it");
    }

    @Test
    void onlyTheirOwnerReadsPrivateKeys() throws IOException {
        // given
        run("init", "--authority", "example.org");

        // when
        run("user", "alice");

        // then
        for (String file : List.of("authority-key.pem", "users/alice-key.pem", "users/alice.pem")) {
            Path secret = folder.resolve("federation").resolve(file);
            assertThat(secret).content().contains("PRIVATE KEY");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void nothingThatExistsIsReplaced() {
        // given
        run("init", "--authority", "example.org");
        run("user", "alice");

        // when / then
        assertThat(fail("init")).contains("authority-key.pem exists already");
        assertThat(fail("user", "alice")).contains("alice-key.pem exists already");
    }

    @Test
    void mistakesAreExplained() {
        // when / then
        assertThat(fail("user", "alice")).contains("does not exist").contains("'berth federation init' makes it");

        // given
        run("init", "--authority", "example.org");

        // when / then
        assertThat(fail("user", "../alice")).contains("'../alice' is no user name: letters, digits");
        assertThat(fail("slice", "s", "--owner", "bob")).contains("'berth federation user bob' makes it");
        assertThat(fail("user", "alice", "--days", "0")).contains("--days is from 1 to 36500, not 0");
        assertThat(folder.resolve("federation/slices")).doesNotExist();
    }

    @Test
    void helpTeachesTheWholeWay() {
        // when
        run("--help");

        // then
        assertThat(out.toString())
                .contains("berth federation init --authority example.org --trust trusted_roots")
                .contains("berth federation delegate myslice --from alice --to bob");
    }

    @Test
    void serverCertificateNamesItsHost() throws Exception {
        // given
        Path certs = folder.resolve("certs");

        // when
        new CommandLine(new CertsCommand())
                .setOut(new PrintWriter(out))
                .execute(
                        "server",
                        "--hostname",
                        "am.example.org",
                        "--am-urn",
                        "urn:publicid:IDN+example.org+authority+am",
                        "--dir",
                        certs.toString());

        // then
        X509Certificate certificate = certificate(certs.resolve("am-server-cert.pem"));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=am.example.org");
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "am.example.org"), List.of(6, "urn:publicid:IDN+example.org+authority+am"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certs.resolve("am-server-key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void serverCertificateIsRenewedWithItsKeyAndNames() throws Exception {
        // given
        Path certs = folder.resolve("certs");
        CommandLine command = new CommandLine(new CertsCommand()).setOut(new PrintWriter(out));
        command.execute("server", "--hostname", "am.example.org", "--days", "1", "--dir", certs.toString());
        X509Certificate former = certificate(certs.resolve("am-server-cert.pem"));
        String key = Files.readString(certs.resolve("am-server-key.pem"));

        // when
        int exit = command.execute("server", "--renew", "--days", "100", "--dir", certs.toString());

        // then
        X509Certificate renewed = certificate(certs.resolve("am-server-cert.pem"));
        assertThat(exit).isZero();
        assertThat(renewed.getPublicKey()).isEqualTo(former.getPublicKey());
        assertThat(renewed.getSubjectX500Principal()).isEqualTo(former.getSubjectX500Principal());
        assertThat(renewed.getSubjectAlternativeNames()).containsExactly(List.of(2, "am.example.org"));
        assertThat(renewed.getNotAfter()).isAfter(former.getNotAfter());
        assertThat(certs.resolve("am-server-key.pem")).hasContent(key);
    }

    @Test
    void whatIsNeitherNameNorAddressGetsNoCertificate() {
        // when
        String error = failing(new CommandLine(new CertsCommand()), "server", "--hostname", "10.0.0.256");

        // then
        assertThat(error).contains("'10.0.0.256' is neither a host name");
    }

    private Grant grant(String user, String credential) throws IOException, CertificateException {
        Path federation = folder.resolve("federation");
        String xml = Files.readString(federation.resolve("slices").resolve(credential));
        try (TrustedRoots roots = TrustedRoots.open(folder.resolve("roots"))) {
            return new SfaAuthority(roots, CLOCK)
                    .authorize(
                            Callers.of(List.of(certificate(federation.resolve("users/" + user + "-cert.pem")))),
                            List.of(new PresentedCredential("geni_sfa", "3", xml)),
                            SLICE,
                            Operation.CREATE_SLIVER);
        }
    }

    private static X509Certificate certificate(Path file) throws IOException, CertificateException {
        return PemCertificates.parseFile(Files.readString(file)).get(0);
    }

    private void run(String... arguments) {
        StringWriter errors = new StringWriter();
        int code = command().setErr(new PrintWriter(errors)).execute(inFolder(arguments));
        assertThat(code).as(errors.toString()).isZero();
    }

    private String fail(String... arguments) {
        return failing(command(), inFolder(arguments));
    }

    private static String failing(CommandLine command, String... arguments) {
        StringWriter errors = new StringWriter();
        int code = command.setErr(new PrintWriter(errors)).execute(arguments);
        assertThat(code).isNotZero();
        return errors.toString();
    }

    private CommandLine command() {
        return new CommandLine(new FederationCommand(CLOCK)).setOut(new PrintWriter(out));
    }

    private String[] inFolder(String... arguments) {
        return Stream.concat(Stream.of("--dir", folder.resolve("federation").toString()), Stream.of(arguments))
                .toArray(String[]::new);
    }
}
