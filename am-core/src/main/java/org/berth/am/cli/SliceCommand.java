// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.berth.am.admin.SliceControl;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class SliceCommand extends RunningAmCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists slices that have slivers, and for whom these were made.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth slice list", "  berth slice list --json"})
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        JsonNode slices = client().call(SliceControl.LIST, client().arguments());
        return print(json, slices, SliceText.slices(slices));
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
        JsonNode slice = call(SliceControl.SHOW, "slice", urn);
        String shutDown = slice.path("shutDown").asBoolean() ? "The slice is shut down.%n".formatted() : "";
        return print(json, slice, shutDown + SliceText.slivers(slice.path("slivers")));
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
        return print(json, call(SliceControl.SHUTDOWN, "slice", urn), "shut down " + Printable.line(urn));
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
        JsonNode deleted = call(SliceControl.DELETE, "slice", urn);
        return print(
                json, deleted, "deleted " + deleted.path("deleted").asInt() + " slivers of " + Printable.line(urn));
    }
}
