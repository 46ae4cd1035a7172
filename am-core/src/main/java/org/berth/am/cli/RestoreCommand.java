// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.berth.am.backup.Restore;
import org.berth.am.base.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth restore}: works on the state directory itself, while no AM does. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts what berth backup wrote into the state directory of the configuration. The AM must be stopped.",
            "The archive is checked before anything changes. What it replaces is moved into a folder beside it, which is"
                    + " named, and nothing is overwritten. If this is cut off, the AM does not start until it is done again.",
            "What has happened since the backup: slivers made since then are orphans (berth orphans), and run on; those"
                    + " deleted since then have lost their containers, and become geni_failed at the AM's start. A lease that,"
                    + " as the backup knows it, has ended since or ends within a day is good for a day from now: it may have"
                    + " been renewed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  systemctl stop berth-am",
            "  berth restore /var/backups/berth-2030-01-01.zip",
            "  systemctl start berth-am",
            "  berth orphans list"
        })
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(paramLabel = "FILE", description = "The archive.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        Path state = config.load().state().directory();
        Restore.Outcome outcome = new Restore(state, Clock.systemUTC()).run(file);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode said = JsonMapper.builder().build().valueToTree(outcome.manifest());
            out.println(said.put("state", state.toString())
                    .put("replaced", outcome.replaced().map(Path::toString).orElse(null))
                    .put("extended", outcome.extended())
                    .toPrettyString());
        } else {
            out.println("restored " + state + " as of " + outcome.manifest().made() + ", written by Berth "
                    + outcome.manifest().berth());
            out.println(outcome.replaced()
                    .map(folder -> "what was there is in " + folder + "; remove it when all is well")
                    .orElse("nothing was there before"));
            if (outcome.extended() > 0) {
                out.println(outcome.extended() + " slivers whose lease the backup has as ended are good for a day");
            }
            out.println("start the AM, then type: berth orphans list");
        }
        out.flush();
        return ExitCodes.OK;
    }
}
