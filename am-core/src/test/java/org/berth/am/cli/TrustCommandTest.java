// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.admin.ControlSocket;
import org.berth.am.admin.SliceControl;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.base.ExitCodes;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.berth.dockermaster.agent.OneLineErrors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrustCommandTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final TestFederation federation = new TestFederation(() -> NOW);
    private final Identity root = federation.root();
    private final Identity alice = federation.user("alice");
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir
    Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("berth.conf"), "[global]\nbase_name = am.example.org\n");
        Files.writeString(folder.resolve("root.pem"), Pem.certificates(root.chain()));
        Files.writeString(folder.resolve("alice.pem"), Pem.certificates(alice.chain()));
    }

    @Test
    void rootsAreAddedListedAndRemoved() {
        // given
        assertThat(run("list")).contains("No roots: nobody is trusted.", "Nothing is denied.");

        // when
        String added = run("add", file("root.pem"));

        // then
        assertThat(added)
                .contains("root " + root.urn() + " until 2030-01-31T00:00:00Z, sha256:"
                        + Fingerprint.of(root.certificate()));
        assertThat(run("list")).contains("example.org.pem", root.urn().toString());
        assertThat(fail("add", file("root.pem"))).contains("is trusted already, by");
        assertThat(run("remove", "example.org.pem")).contains("no longer trusted: " + root.urn());
        assertThat(run("list")).contains("nobody is trusted");
    }

    @Test
    void whatCannotBeARootIsNotAdded() throws IOException {
        // given
        Identity expired = federation.issue(
                root,
                federation
                        .content("urn:publicid:IDN+example.org:old+authority+sa")
                        .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
        Files.writeString(folder.resolve("expired.pem"), Pem.certificates(List.of(expired.certificate())));
        Files.writeString(folder.resolve("text.pem"), "no certificate");

        // when / then
        assertThat(fail("add", file("alice.pem"))).contains("is no certificate authority");
        assertThat(fail("add", file("expired.pem"))).contains("expired at");
        assertThat(fail("add", file("text.pem"))).contains("no PEM certificate in it");
        assertThat(fail("add", file("none.pem"))).contains("there is no such file");
        assertThat(fail("add", file("root.pem"), "--name", "../root")).contains("is no name for a file of roots");
        assertThat(fail("remove", "../berth.conf")).contains("is no name for a file of roots");
        assertThat(folder.resolve("trusted_roots")).doesNotExist();
    }

    @Test
    void ofABundleWhatIsGoodIsAddedAndTheRestIsNamed() throws IOException {
        // given
        String expired = Pem.certificates(federation
                .issue(
                        root,
                        federation
                                .content("urn:publicid:IDN+example.org:old+authority+sa")
                                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))))
                .chain()
                .subList(0, 1));
        String broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        Files.writeString(folder.resolve("bundle.pem"), broken + expired + Pem.certificates(root.chain()));

        // when
        String said = run("add", file("bundle.pem"), "--name", "bundle");

        // then
        assertThat(said)
                .contains("left out: " + folder.resolve("bundle.pem") + " line 1: ")
                .contains("urn:publicid:IDN+example.org:old+authority+sa expired at")
                .contains("root " + root.urn());
        assertThat(run("list")).contains(root.urn().toString()).doesNotContain("example.org:old");
    }

    @Test
    void secondRootWithTheSameAuthorityNameIsRefusedUnlessItIsSaidToBeTheSame() throws IOException {
        // given
        Identity second = federation.selfSigned(root.urn().toString());
        Files.writeString(folder.resolve("second.pem"), Pem.certificates(second.chain()));
        run("add", file("root.pem"));

        // when
        String refusal = fail("add", file("second.pem"), "--name", "second");

        // then
        assertThat(refusal)
                .contains("nothing is changed: the authority name 'example.org' is another key's here")
                .contains("berth trust same-authority key:");

        // when it is put there by hand
        Files.copy(folder.resolve("second.pem"), folder.resolve("trusted_roots/second.pem"));

        // then
        assertThat(run("list")).contains("NOT TRUSTED: the authority name 'example.org' is another key's here");

        // and when
        Files.delete(folder.resolve("trusted_roots/second.pem"));
        run("same-authority", file("root.pem"), file("second.pem"));

        // then
        assertThat(run("add", file("second.pem"), "--name", "second")).contains("root " + second.urn());
        assertThat(run("list")).doesNotContain("NOT TRUSTED");
    }

    @Test
    void denialsAreMadeListedAndTakenBack() {
        // given
        String hash = Fingerprint.of(alice.certificate());

        // when
        run("deny", alice.urn().toString(), "--reason", "scans ports");
        run("deny", file("alice.pem"));

        // then
        assertThat(run("list")).contains(alice.urn() + "  scans ports", "sha256:" + hash);
        assertThat(run("list", "--json")).contains("\"reason\" : \"scans ports\"");
        run("allow", hash);
        run("allow", alice.urn().toString());
        assertThat(run("list")).contains("Nothing is denied.");
        assertThat(fail("allow", alice.urn().toString())).contains("is not denied");
    }

    @Test
    void whatADeniedOneHasIsStoppedByTheRunningAm() throws IOException {
        // given
        List<String> asked = new ArrayList<>();
        try (ControlSocket control = ControlSocket.open(folder.resolve("state"))) {
            control.offer(SliceControl.STOP_ALL_OF, arguments -> {
                asked.add(arguments.path("what").asText());
                ObjectNode stopped = JsonNodeFactory.instance.objectNode();
                stopped.putArray("slices").add("urn:publicid:idn+example.org+slice+s1");
                stopped.putArray("slivers").add("urn:publicid:idn+am.example.org+sliver+1");
                stopped.putArray("left")
                        .addObject()
                        .put("sliver", "urn:publicid:idn+am.example.org+sliver+2")
                        .put("slice", "urn:publicid:idn+example.org+slice+s2")
                        .put("why", "its owner is not known");
                stopped.put("more", 3);
                return stopped;
            });

            // when
            String said = run("deny", alice.urn().toString(), "--stop");
            run("deny", file("alice.pem"), "--stop");

            // then
            assertThat(asked)
                    .containsExactly(alice.urn().toString(), alice.urn().toString());
            assertThat(said)
                    .contains(
                            "denied " + alice.urn(),
                            "shut down urn:publicid:idn+example.org+slice+s1",
                            "stopping urn:publicid:idn+am.example.org+sliver+1",
                            "not stopped: urn:publicid:idn+am.example.org+sliver+2 of"
                                    + " urn:publicid:idn+example.org+slice+s2, though its owner is not known",
                            "not stopped: 3 more of these",
                            "berth sliver stop SLIVER-URN");
            assertThat(fail("deny", Fingerprint.of(alice.certificate()), "--stop"))
                    .contains("a hash does not say whose it is");
        }

        // and without a running AM it is denied all the same
        run("allow", alice.urn().toString());
        assertThat(fail("deny", alice.urn().toString(), "--stop")).contains("nothing was stopped: no AM is reached");
        assertThat(run("list")).contains(alice.urn().toString());
    }

    @Test
    void whatCannotBeDeniedIsExplained() throws IOException {
        // when / then
        assertThat(fail("deny", "mallory")).contains("'mallory' is no URN, no sha256:");
        assertThat(fail("deny", "urn:publicid:IDN+example.org+sliver+1")).contains("nothing else can be denied");
        assertThat(fail("deny", alice.urn().toString(), "--reason", "a\nb")).contains("a reason is one line");
        assertThat(folder.resolve("state/deny-list.txt")).doesNotExist();
    }

    @Test
    void brokenListIsShownAndNotWrittenOver() throws IOException {
        // given
        run("deny", alice.urn().toString());
        Path list = folder.resolve("state/deny-list.txt");
        String broken = Files.readString(list) + "mallory\n";
        Files.writeString(list, broken);

        // when / then
        assertThat(run("list")).contains(alice.urn().toString(), "The deny-list is broken.", "'mallory' is neither");
        assertThat(fail("deny", federation.user("bob").urn().toString())).contains("mend it with an editor");
        assertThat(list).hasContent(broken);
    }

    @Test
    void checkSaysRuleByRuleWhatTheAmWouldDecide() throws IOException {
        // given
        Identity slice = federation.slice("s");
        Files.writeString(folder.resolve("cred.xml"), federation.credential(alice, slice));
        String[] check = {
            "check",
            file("cred.xml"),
            "--caller",
            file("alice.pem"),
            "--slice",
            slice.urn().toString(),
            "--right",
            "createsliver"
        };

        // when / then
        assertThat(refused(check)).contains("FAILED", "no trusted root leads to", "not reached", "would refuse it");
        run("add", file("root.pem"));
        assertThat(run(check))
                .contains("SFA credential of " + alice.urn(), "The AM would take it.")
                .doesNotContain("FAILED");
        run("deny", root.urn().toString());
        assertThat(refused(check)).contains("is denied by this aggregate's local policy");
        assertThat(refused("check", file("alice.pem"))).contains("is denied by this aggregate's local policy");
        assertThat(refused("check", file("alice.pem"), "--json")).contains("\"accepted\" : false");
        assertThat(fail("check", file("cred.xml"), "--right", "all")).contains("'all' is no right; there are getslice");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String run(String... arguments) {
        assertThat(execute(arguments)).as(errors.toString()).isZero();
        return out.toString();
    }

    private String refused(String... arguments) {
        assertThat(execute(arguments)).isEqualTo(ExitCodes.FAILED);
        assertThat(errors.toString()).isEmpty();
        return out.toString();
    }

    private String fail(String... arguments) {
        assertThat(execute(arguments)).isNotZero();
        assertThat(out.toString()).isEmpty();
        return errors.toString();
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        CommandLine command = new CommandLine(new TrustCommand(() -> NOW));
        OneLineErrors.on(command, error -> ExitCodes.FAILED);
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(Stream.concat(Stream.of(arguments), Stream.of("--config", file("berth.conf")))
                        .toArray(String[]::new));
    }
}
