// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.berth.am.federation.FederationFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code berth federation}: an authority for trials and tests. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A small authority (clearinghouse) for trials and tests, kept in a folder.",
            "It certifies users and slices, and signs their credentials as real ones do.",
            "Its private keys lie unencrypted in that folder: not for production."
        },
        footerHeading = "%nFrom nothing to a slice:%n",
        footer = {
            "  berth federation init --authority example.org --trust trusted_roots",
            "  berth federation user alice",
            "  berth federation slice myslice --owner alice",
            "",
            "Alice calls an AM with federation/users/alice-cert.pem, alice-key.pem (TLS) and",
            "federation/slices/myslice-cred.xml. To let Bob use her slice too:",
            "",
            "  berth federation user bob",
            "  berth federation delegate myslice --from alice --to bob",
            "",
            "To let a tool act for her:",
            "",
            "  berth federation tool portal",
            "  berth federation speaks-for --user alice --tool portal"
        })
public final class FederationCommand {
    private static final String DAYS = "Days until it ends; ${DEFAULT-VALUE} if not given.";

    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The authority's folder; ${DEFAULT-VALUE} if not given.")
    private Path folder = Path.of("federation");

    public FederationCommand() {
        this(InstantSource.system());
    }

    FederationCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Makes the authority: its root certificate and key.")
    int init(
            @Option(
                            names = "--authority",
                            paramLabel = "NAME",
                            defaultValue = "trial.example.org",
                            description = "The authority part of all its URNs; ${DEFAULT-VALUE} if not given.")
                    String authority,
            @Option(names = "--days", defaultValue = "3650", description = DAYS) int days,
            @Option(
                            names = "--trust",
                            paramLabel = "ROOTS",
                            description = "Also copy the root certificate into this folder, an AM's trusted_roots.")
                    Optional<Path> trust) {
        FederationFolder federation = FederationFolder.create(folder, authority, days(days), clock);
        say("wrote " + folder.resolve("authority-cert.pem") + ", the root certificate of "
                + federation.authority().identity().urn());
        say("wrote " + folder.resolve("authority-key.pem"));
        trust.ifPresent(roots ->
                say("wrote " + federation.trustIn(roots) + "; an AM with these roots trusts it within 10 seconds"));
        next("berth federation user alice" + dirOption());
        return 0;
    }

    @Command(
            name = "user",
            mixinStandardHelpOptions = true,
            description = "Makes a user: certificate, private key, and a user credential.")
    int user(
            @Parameters(paramLabel = "NAME", description = "The user's name, e.g. alice.") String name,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "His mail address, for the certificate.")
                    Optional<String> email,
            @Option(names = "--days", defaultValue = "365", description = DAYS) int days) {
        FederationFolder federation = open();
        say("user " + federation.addUser(name, email, days(days)).urn());
        say("wrote " + federation.userFile(name, "-cert.pem") + ", his certificate and its issuer's");
        say("wrote " + federation.userFile(name, "-key.pem"));
        say("wrote " + federation.userFile(name, ".pem") + ", key and certificates in one file");
        say("wrote " + federation.userFile(name, "-usercred.xml"));
        next("berth federation slice myslice --owner " + name + dirOption());
        return 0;
    }

    @Command(
            name = "slice",
            mixinStandardHelpOptions = true,
            description = "Makes a slice: its certificate, and a credential that gives its owner everything on it.")
    int slice(
            @Parameters(paramLabel = "NAME", description = "The slice's name, e.g. myslice.") String name,
            @Option(names = "--owner", paramLabel = "USER", required = true, description = "Whose slice it is.")
                    String owner,
            @Option(names = "--days", defaultValue = "90", description = DAYS) int days) {
        FederationFolder federation = open();
        federation.user(owner); // before anything is written
        federation.addSlice(name, days(days));
        say("wrote " + federation.sliceFile(name, "-cert.pem"));
        Path credential = federation.grant(name, owner, federation.sliceFile(name, "-cred.xml"), days(days));
        say("wrote " + credential + ", " + owner + "'s credential");
        next("berth client allocate --help");
        return 0;
    }

    @Command(
            name = "credential",
            mixinStandardHelpOptions = true,
            description = "Gives a user a new credential with everything on a slice; also when the old one expired.")
    int credential(
            @Parameters(paramLabel = "SLICE", description = "A slice that 'slice' made.") String slice,
            @Option(names = "--owner", paramLabel = "USER", required = true, description = "Who gets it.") String owner,
            @Option(names = "--days", defaultValue = "30", description = DAYS) int days) {
        FederationFolder federation = open();
        Path file = federation.sliceFile(slice, "-" + owner + "-cred.xml");
        say("wrote " + federation.grant(slice, owner, file, days(days)));
        return 0;
    }

    @Command(
            name = "delegate",
            mixinStandardHelpOptions = true,
            description = "Hands a user's slice credential on to another user, signed with the first one's key.")
    int delegate(
            @Parameters(paramLabel = "SLICE", description = "A slice that 'slice' made.") String slice,
            @Option(names = "--from", paramLabel = "USER", required = true, description = "Whose credential it is.")
                    String from,
            @Option(names = "--to", paramLabel = "USER", required = true, description = "Who gets it.") String to,
            @Option(
                            names = "--credential",
                            paramLabel = "FILE",
                            description = "The credential to hand on; SLICE-cred.xml if not given.")
                    Optional<Path> credential,
            @Option(names = "--days", defaultValue = "7", description = DAYS) int days,
            @Option(names = "--may-delegate", description = "Let him hand it on in his turn.") boolean further) {
        FederationFolder federation = open();
        Path file = federation.delegate(
                credential.orElseGet(() -> federation.sliceFile(slice, "-cred.xml")),
                slice,
                from,
                to,
                federation.sliceFile(slice, "-" + to + "-cred.xml"),
                days(days),
                further);
        say("wrote " + file + ", " + to + "'s credential");
        return 0;
    }

    @Command(
            name = "tool",
            mixinStandardHelpOptions = true,
            description = "Makes a tool, such as a portal: certificate and private key. It can do nothing by itself.")
    int tool(
            @Parameters(paramLabel = "NAME", description = "The tool's name, e.g. portal.") String name,
            @Option(names = "--days", defaultValue = "365", description = DAYS) int days) {
        FederationFolder federation = open();
        say("tool " + federation.addTool(name, days(days)).urn());
        say("wrote " + federation.toolFile(name, "-cert.pem") + ", its certificate and its issuer's");
        say("wrote " + federation.toolFile(name, "-key.pem"));
        say("wrote " + federation.toolFile(name, ".pem") + ", key and certificates in one file");
        next("berth federation speaks-for --user USER --tool " + name + dirOption());
        return 0;
    }

    @Command(
            name = "speaks-for",
            mixinStandardHelpOptions = true,
            description = {
                "Lets a tool act for a user: an ABAC credential, signed with the user's key.",
                "The tool sends it beside the user's credentials, with the option geni_speaking_for = the user's URN."
            })
    int speaksFor(
            @Option(names = "--user", paramLabel = "USER", required = true, description = "For whom it may act.")
                    String user,
            @Option(names = "--tool", paramLabel = "TOOL", required = true, description = "A tool that 'tool' made.")
                    String tool,
            @Option(names = "--days", defaultValue = "30", description = DAYS) int days) {
        FederationFolder federation = open();
        Path file = federation.userFile(user, "-" + tool + "-speaksfor.xml");
        say("wrote " + federation.speaksFor(user, tool, file, days(days)));
        return 0;
    }

    private FederationFolder open() {
        return FederationFolder.open(folder, clock);
    }

    private static Duration days(int days) {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days is from 1 to 36500, not " + days);
        }
        return Duration.ofDays(days);
    }

    private String dirOption() {
        return folder.equals(Path.of("federation")) ? "" : " --dir " + folder;
    }

    private void next(String command) {
        say("next: " + command);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
