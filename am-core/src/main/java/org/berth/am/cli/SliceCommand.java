package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import org.berth.am.client.Text;
import org.berth.am.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth slice}: asks the AM that runs with the same configuration. */
@Command(
        name = "slice",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The slices of the running AM, for its administrator: who has what, and how to stop it.",
            "Speaks to the AM that runs with this configuration, on this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth slice list",
            "  berth slice show urn:publicid:IDN+example.org+slice+s1",
            "  berth slice shutdown urn:publicid:IDN+example.org+slice+s1",
            "  berth slice delete urn:publicid:IDN+example.org+slice+s1",
            "  berth slice help shutdown    all about a command"
        },
        subcommands = HelpCommand.class)
final class SliceCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists slices that have slivers, and for whom these were made.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth slice list", "  berth slice list --json"})
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        JsonNode slices = client().call(SliceControl.LIST, client().arguments());
        return say(json, slices, SliceText.slices(slices));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the slivers of a slice: state, host, port, addresses and users.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth slice show urn:publicid:IDN+example.org+slice+s1"})
    int show(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLICE", description = "The slice's URN.") String urn)
            throws IOException {
        JsonNode slice = ask(SliceControl.SHOW, urn);
        String shutDown = slice.path("shutDown").asBoolean() ? "The slice is shut down.%n".formatted() : "";
        return say(json, slice, shutDown + SliceText.slivers(slice.path("slivers")));
    }

    @Command(
            name = "shutdown",
            mixinStandardHelpOptions = true,
            description = {
                "Stops all slivers of a slice and keeps their disks. Until its last sliver is deleted or its lease ends, nobody"
                        + " can change the slice."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth slice shutdown urn:publicid:IDN+example.org+slice+s1"})
    int shutdown(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLICE", description = "The slice's URN.") String urn)
            throws IOException {
        return say(json, ask(SliceControl.SHUTDOWN, urn), "shut down " + Text.printable(urn));
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = {
                "Deletes all slivers of a slice with their disks, for good, also of one that was shut down. Its owner may"
                        + " allocate others: see 'berth trust deny'."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth slice delete urn:publicid:IDN+example.org+slice+s1"})
    int delete(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLICE", description = "The slice's URN.") String urn)
            throws IOException {
        JsonNode deleted = ask(SliceControl.DELETE, urn);
        return say(json, deleted, "deleted " + deleted.path("deleted").asInt() + " slivers of " + Text.printable(urn));
    }

    private JsonNode ask(String command, String slice) throws IOException {
        return client().call(command, client().arguments().put("slice", slice));
    }

    private ControlClient client() {
        return new ControlClient(config.load().state().directory());
    }

    private int say(boolean asJson, JsonNode json, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(asJson ? json.toPrettyString() : text);
        out.flush();
        return ExitCodes.OK;
    }
}
