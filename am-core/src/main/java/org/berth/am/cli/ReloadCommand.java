package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.berth.am.client.Text;
import org.berth.am.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ControlClient client = new ControlClient(config.load().state().directory());
        JsonNode outcome = client.call(HostControl.RELOAD, client.arguments());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(outcome.toPrettyString());
        } else {
            outcome.path("warnings").forEach(line -> out.println("warning: " + Text.printable(line.asText())));
            outcome.path("changes").forEach(line -> out.println(Text.printable(line.asText())));
            if (outcome.path("changes").isEmpty()) {
                out.println("No host has changed.");
            }
            outcome.path("afterRestart")
                    .forEach(line -> out.println("needs a restart of the AM: " + Text.printable(line.asText())));
        }
        out.flush();
        return ExitCodes.OK;
    }
}
