// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.berth.am.admin.SliceControl;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth sliver}: asks the AM that runs with the same configuration. */
@Command(
        name = "sliver",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The slivers of the running AM, for its administrator: who has what, and how to stop it.",
            "Speaks to the AM that runs with this configuration, on this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth sliver list",
            "  berth sliver show urn:publicid:IDN+am.example.org+sliver+4f2a",
            "  berth sliver stop urn:publicid:IDN+am.example.org+sliver+4f2a",
            "  berth sliver delete urn:publicid:IDN+am.example.org+sliver+4f2a",
            "  berth sliver help stop    all about a command"
        },
        subcommands = HelpCommand.class)
final class SliverCommand extends RunningAmCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists slivers, the first 10,000: state, host, port, addresses, slice and user.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth sliver list", "  berth sliver list --json"})
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        JsonNode slivers = client().call(SliceControl.LIST_SLIVERS, client().arguments());
        return print(json, slivers, SliceText.slivers(slivers));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a sliver.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth sliver show urn:publicid:IDN+am.example.org+sliver+4f2a"})
    int show(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLIVER", description = "The sliver's URN.") String urn)
            throws IOException {
        JsonNode sliver = call(SliceControl.SHOW_SLIVER, "sliver", urn);
        return print(
                json,
                sliver,
                SliceText.slivers(JsonNodeFactory.instance.arrayNode().add(sliver)));
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = {
                "Stops a sliver and keeps its disk. Its owner may start it again: to keep it stopped, use 'berth slice"
                        + " shutdown'."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth sliver stop urn:publicid:IDN+am.example.org+sliver+4f2a"})
    int stop(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLIVER", description = "The sliver's URN.") String urn)
            throws IOException {
        return print(json, call(SliceControl.STOP_SLIVER, "sliver", urn), "stopping " + Printable.line(urn));
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes a sliver with its disk, for good, also of a slice that was shut down.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth sliver delete urn:publicid:IDN+am.example.org+sliver+4f2a"})
    int delete(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "SLIVER", description = "The sliver's URN.") String urn)
            throws IOException {
        return print(json, call(SliceControl.DELETE_SLIVER, "sliver", urn), "deleted " + Printable.line(urn));
    }
}
