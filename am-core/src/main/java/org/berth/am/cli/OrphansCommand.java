// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.berth.am.admin.ControlClient;
import org.berth.am.admin.OrphanControl;
import org.berth.am.base.ExitCodes;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth orphans}: asks the AM that runs with the same configuration. */
@Command(
        name = "orphans",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Containers that carry Berth's labels and are not in the AM's store: after its database was lost, or when"
                    + " two AMs share an engine. The AM never touches them by itself.",
            "Speaks to the AM that runs with this configuration, on this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth orphans list",
            "  berth orphans adopt --days 7 SLIVER-URN    make it a sliver of its slice",
            "  berth orphans remove SLIVER-URN            remove it and its disk, for good"
        })
final class OrphansCommand extends RunningAmCommand {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them, and the hosts that cannot be asked now.")
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        ControlClient client = client();
        JsonNode orphans = client.call(OrphanControl.LIST, client.arguments());
        if (json) {
            print(orphans.toPrettyString());
            return ExitCodes.OK;
        }
        if (orphans.findValues("sliver").isEmpty()) {
            print(orphans.isEmpty() ? "No orphans." : "No orphans on the hosts that answer.");
        }
        orphans.forEach(this::printRow);
        return ExitCodes.OK;
    }

    private void printRow(JsonNode row) {
        if (row.has("trouble")) {
            print("? host " + text(row, "host") + " cannot be asked: " + text(row, "trouble"));
            return;
        }
        print(text(row, "sliver"));
        print("    node " + text(row, "node") + " of " + text(row, "slice"));
        print("    " + text(row, "type") + " on " + text(row, "host") + ", " + text(row, "state") + ", made by "
                + text(row, "am"));
    }

    @Command(name = "adopt", mixinStandardHelpOptions = true, description = "Takes them back as slivers, with a lease.")
    int adopt(
            @Option(
                            names = "--days",
                            defaultValue = "7",
                            description = "The lease; at most what the AM gives at all. ${DEFAULT-VALUE} if not given.")
                    int days,
            @Parameters(arity = "1..*", paramLabel = "SLIVER", description = "Slivers' URNs.") List<String> slivers)
            throws IOException {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days is from 1 to 36500, not " + days);
        }
        ControlClient client = client();
        for (String sliver : slivers) {
            ObjectNode arguments = client.arguments().put("sliver", sliver).put("days", days);
            JsonNode adopted = client.call(OrphanControl.ADOPT, arguments);
            print("adopted " + text(adopted, "sliver") + " until " + text(adopted, "expires"));
        }
        return ExitCodes.OK;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes them and their disks, for good.")
    int remove(@Parameters(arity = "1..*", paramLabel = "SLIVER", description = "Slivers' URNs.") List<String> slivers)
            throws IOException {
        ControlClient client = client();
        for (String sliver : slivers) {
            client.call(OrphanControl.REMOVE, client.arguments().put("sliver", sliver));
            print("removed " + Printable.line(sliver));
        }
        return ExitCodes.OK;
    }

    private static String text(JsonNode node, String member) {
        return Printable.line(node.path(member).asText());
    }
}
