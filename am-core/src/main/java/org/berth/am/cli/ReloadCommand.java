// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.berth.am.admin.ControlClient;
import org.berth.am.admin.HostControl;
import org.berth.am.base.ExitCodes;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth reload}: asks the AM that runs with the same configuration. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running AM read its configuration files anew, as SIGHUP does. Hosts are added, changed and dropped at"
                    + " once, without touching a sliver; a host whose section is gone stays until its slivers are gone."
                    + " What else has changed is listed: it needs a restart of the AM.",
            "If anything in the files is wrong, nothing changes, and all that is wrong is listed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth reload",
            "  berth reload --json",
            "  kill -HUP PID        the same; the AM's log says what came of it"
        })
final class ReloadCommand extends RunningAmCommand implements Callable<Integer> {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ControlClient client = client();
        JsonNode outcome = client.call(HostControl.RELOAD, client.arguments());
        if (json) {
            print(outcome.toPrettyString());
            return ExitCodes.OK;
        }
        outcome.path("warnings").forEach(line -> print("warning: " + Printable.lines(line.asText())));
        outcome.path("changes").forEach(line -> print(Printable.lines(line.asText())));
        if (outcome.path("changes").isEmpty()) {
            print("No host has changed.");
        }
        outcome.path("afterRestart")
                .forEach(line -> print("needs a restart of the AM: " + Printable.lines(line.asText())));
        return ExitCodes.OK;
    }
}
