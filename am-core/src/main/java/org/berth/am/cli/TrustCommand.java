// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.berth.am.admin.ControlClient;
import org.berth.am.admin.SliceControl;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Callers;
import org.berth.am.auth.TrustCheck;
import org.berth.am.auth.Verdict;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.revocation.DenyListEntry;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.am.auth.trust.AuthorityKeysFile;
import org.berth.am.auth.trust.RootFile;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.am.base.ExitCodes;
import org.berth.am.config.AmConfig;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth trust}: works on the files of a configuration, whether its AM runs or not. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Whom the AM trusts: the roots of its federations, and the deny-list, which keeps out certificates, users,"
                    + " authorities, tools and slices of this AM's own choice.",
            "Works on the files of the configuration. A running AM takes a change up within 10 seconds, also for open"
                    + " connections and credentials that it knows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth trust list",
            "  berth trust add federation-root.pem",
            "  berth trust deny --stop --reason 'scans ports' \\",
            "      urn:publicid:IDN+example.org+user+mallory",
            "  berth trust deny stolen-cert.pem",
            "  berth trust allow urn:publicid:IDN+example.org+user+mallory",
            "  berth trust check slice-cred.xml --caller alice-cert.pem --slice SLICE-URN"
        })
final class TrustCommand {
    private static final String WHAT =
            "A URN (user, authority, tool, slice), sha256: and 64 hex digits of a certificate, or its PEM file.";
    private static final String KEY = "A root's PEM file, or key: and 64 hex digits as 'list' shows them.";
    private static final String SOON = "; a running AM takes it up within 10 seconds";

    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    TrustCommand() {
        this(InstantSource.system());
    }

    TrustCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists roots and denials.")
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        AmConfig loaded = config.load();
        TrustedFolder folder = TrustedFolder.of(loaded);
        List<RootFile> files = folder.files();
        new TrustListing(files, folder.accepted(files).refused(), denyList(loaded), clock.instant())
                .print(json, spec.commandLine().getOut());
        return ExitCodes.OK;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Trusts an authority's root certificates.")
    int add(
            @Parameters(paramLabel = "ROOT.pem", description = "One or several certificates.") Path file,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "The file's name; the authority's if not given.")
                    Optional<String> name)
            throws IOException, CertificateException {
        TrustedFolder folder = TrustedFolder.of(config.load());
        TrustedFolder.Added added = folder.add(file, read(file), name, clock.instant());
        added.problems().forEach(problem -> say("left out: " + Printable.line(problem)));
        added.roots().forEach(root -> say("root " + TrustListing.line(root)));
        say("wrote " + added.file() + SOON);
        return ExitCodes.OK;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Trusts the roots in a file no longer.")
    int remove(@Parameters(paramLabel = "NAME", description = "The file's name, as 'list' shows it.") String name)
            throws IOException {
        RootFile removed = TrustedFolder.of(config.load()).remove(name);
        removed.anchors().forEach(root -> say("no longer trusted: " + TrustListing.line(root)));
        say("removed " + removed.file() + SOON);
        return ExitCodes.OK;
    }

    @Command(
            name = "same-authority",
            mixinStandardHelpOptions = true,
            description = {
                "Says that two root keys are of one authority, of which the second is the next: what was made under the first stays.",
                "Until then a second root with an authority's name is not trusted."
            })
    int sameAuthority(
            @Parameters(paramLabel = "OLD", description = KEY) String former,
            @Parameters(paramLabel = "NEW", description = KEY) String next)
            throws IOException {
        Optional<String> name = next.startsWith("key:")
                ? Optional.empty()
                : Optional.of(root(Path.of(next)).urn().authority());
        String formerKey = key(former);
        String nextKey = key(next);
        new AuthorityKeysFile(config.load().state().directory()).change(keys -> keys.same(formerKey, nextKey, name));
        say("key:" + formerKey + " and key:" + nextKey + " are one authority's" + SOON);
        return ExitCodes.OK;
    }

    private static String key(String argument) throws IOException {
        return argument.matches("key:[0-9a-fA-F]{64}")
                ? argument.substring("key:".length()).toLowerCase(Locale.ROOT)
                : Fingerprint.ofKey(root(Path.of(argument)).certificate().getPublicKey());
    }

    private static Gid root(Path file) throws IOException {
        RootFile read = RootFile.of(file, read(file));
        if (read.anchors().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", read.problems()));
        }
        return read.anchors().get(0);
    }

    @Command(
            name = "deny",
            mixinStandardHelpOptions = true,
            description = "Puts something on the deny-list, and with --stop stops what it has.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  berth trust deny --stop --reason 'scans ports' \\",
                "      urn:publicid:IDN+example.org+user+mallory",
                "  berth trust deny urn:publicid:IDN+example.org+slice+scans --stop",
                "  berth trust deny stolen-cert.pem --stop"
            })
    int deny(
            @Parameters(paramLabel = "WHAT", description = WHAT) String what,
            @Option(names = "--reason", defaultValue = "", description = "Why, for the admins alone.") String reason,
            @Option(
                            names = "--stop",
                            description = {
                                "Has the running AM stop what the denied one has: it shuts down the slice, or the slices"
                                        + " that only that user or authority has slivers in, and stops their slivers in"
                                        + " others. Disks are kept. Others' slivers in which they have an account, and"
                                        + " those whose owner is not known, are named and go on."
                            })
                    boolean stop)
            throws IOException {
        DenyListEntry denial = DenyList.denial(what(what), reason);
        Optional<Urn> owner = stop ? Optional.of(owner(what)) : Optional.empty();
        DenyListEdit.in(
                config.load().state().directory(),
                (text, list) -> DenyList.edited(text, denial.what(), Optional.of(denial)));
        String denied = "denied " + denial.what();
        if (owner.isPresent()) {
            stopAllOf(owner.get(), denied);
        } else {
            say(denied + SOON);
        }
        return ExitCodes.OK;
    }

    private void stopAllOf(Urn owner, String denied) throws IOException {
        ControlClient am = new ControlClient(config.load().state().directory());
        JsonNode stopped;
        try {
            stopped = am.call(SliceControl.STOP_ALL_OF, am.arguments().put("what", owner.toString()));
        } catch (IOException e) {
            throw new IOException(denied + ", but nothing was stopped: " + e.getMessage(), e);
        }
        say(denied + SOON);
        stopped.path("slices").forEach(slice -> say("shut down " + Printable.line(slice.asText())));
        stopped.path("slivers").forEach(sliver -> say("stopping " + Printable.line(sliver.asText())));
        if (stopped.path("slices").isEmpty() && stopped.path("slivers").isEmpty()) {
            say(Printable.line(owner.toString()) + " has no slivers here");
        }
        sayWhatIsLeft(stopped);
    }

    private void sayWhatIsLeft(JsonNode stopped) {
        JsonNode left = stopped.path("left");
        left.forEach(sliver ->
                say("not stopped: " + Printable.line(sliver.path("sliver").asText()) + " of "
                        + Printable.line(sliver.path("slice").asText()) + ", though "
                        + Printable.line(sliver.path("why").asText())));
        if (stopped.path("more").asInt() > 0) {
            say("not stopped: " + stopped.path("more").asInt() + " more of these");
        }
        if (!left.isEmpty()) {
            say("to stop one of them: berth sliver stop SLIVER-URN");
        }
    }

    /**
     * Returns the URN of the user, authority or slice whose slivers are to be stopped: the argument, or the holder of a
     * certificate.
     */
    private static Urn owner(String what) throws IOException {
        if (what.toLowerCase(Locale.ROOT).startsWith("urn:")) {
            return Urn.parse(what);
        }
        Path file = Path.of(what);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "--stop needs the URN of a user, an authority or a slice, or a certificate's PEM file: a hash does"
                            + " not say whose it is");
        }
        try {
            return caller(file).urn();
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    @Command(name = "allow", mixinStandardHelpOptions = true, description = "Takes something off the deny-list.")
    int allow(@Parameters(paramLabel = "WHAT", description = WHAT) String what) throws IOException {
        String denied = what(what);
        DenyListEdit.in(config.load().state().directory(), (text, list) -> {
            if (!list.has(denied)) {
                throw new IllegalArgumentException(Printable.line(denied) + " is not denied");
            }
            return DenyList.edited(text, denied, Optional.empty());
        });
        say("denied no longer: " + denied + SOON);
        return ExitCodes.OK;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Says what the AM would decide about a certificate (PEM) or credential (SFA, ABAC), rule by rule.",
                "Exit code 0: taken; 1: refused. What depends on a call is asked if its option is given."
            })
    int check(
            @Parameters(paramLabel = "FILE", description = "The certificate or credential.") Path file,
            @Option(names = "--caller", paramLabel = "CERT.pem", description = "Who presents it.")
                    Optional<Path> caller,
            @Option(names = "--slice", paramLabel = "URN", description = "The slice of the call.")
                    Optional<String> slice,
            @Option(
                            names = "--right",
                            paramLabel = "RIGHT",
                            description =
                                    "What the call needs: getsliceresources, createsliver, renewsliver, deleteslice"
                                            + " or shutdown.")
                    Optional<String> right,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, CertificateException {
        AmConfig loaded = config.load();
        TrustedFolder folder = TrustedFolder.of(loaded);
        TrustCheck check = new TrustCheck(
                TrustAnchors.of(
                        1, folder.accepted(folder.files()), denyList(loaded).list()),
                clock.instant(),
                caller.isPresent() ? Optional.of(caller(caller.get())) : Optional.empty(),
                slice.map(Urn::parse),
                right.map(TrustCommand::operation));
        Verdict verdict = check.of(read(file));
        if (json) {
            say(json(verdict).toPrettyString());
        } else {
            print(verdict);
        }
        return verdict.accepted() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static Caller caller(Path file) throws IOException, CertificateException {
        return Callers.of(PemCertificates.parseFile(read(file)));
    }

    private void print(Verdict verdict) {
        say(verdict.what());
        for (Verdict.Finding finding : verdict.findings()) {
            String outcome = switch (finding.outcome()) {
                case PASSED -> "passed";
                case FAILED -> "FAILED";
                case NOT_REACHED -> "not reached";
                case NOT_ASKED -> "not asked";
            };
            say(String.format("  %-12s %s", outcome, finding.rule().sentence()));
            if (!finding.reason().isEmpty()) {
                say("               " + Printable.line(finding.reason()));
            }
        }
        say(verdict.accepted() ? "The AM would take it." : "The AM would refuse it.");
    }

    private static ObjectNode json(Verdict verdict) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("what", verdict.what()).put("accepted", verdict.accepted());
        ArrayNode rules = node.putArray("rules");
        for (Verdict.Finding finding : verdict.findings()) {
            rules.addObject()
                    .put("rule", finding.rule().name())
                    .put("outcome", finding.outcome().name())
                    .put("reason", finding.reason());
        }
        return node;
    }

    private static Operation operation(String name) {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.sfaName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + Printable.line(name) + "' is no right; there are "
                        + Arrays.stream(Operation.values())
                                .map(Operation::sfaName)
                                .collect(Collectors.joining(", "))));
    }

    private static DenyList.Read denyList(AmConfig loaded) throws IOException {
        Path file = DenyListFile.in(loaded.state().directory());
        return DenyList.read(DenyListFile.text(file).orElse(""));
    }

    /** Returns the deny-list entry for an argument. */
    private static String what(String argument) throws IOException {
        if (argument.matches("[0-9a-fA-F]{64}")) {
            return "sha256:" + argument;
        }
        String start = argument.toLowerCase(Locale.ROOT);
        if (start.startsWith("urn:") || start.startsWith("sha256:")) {
            return argument;
        }
        Path file = Path.of(argument);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "'" + Printable.line(argument) + "' is no URN, no sha256: and 64 hexadecimal digits, and no file");
        }
        try {
            return "sha256:"
                    + Fingerprint.of(PemCertificates.parseFile(read(file)).get(0));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > 1 << 20) {
            throw new IllegalArgumentException(file + " has more than a million bytes");
        }
        // Not strict: text beside the certificates may be in any encoding.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
