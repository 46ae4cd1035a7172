// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.berth.am.backup.Backup;
import org.berth.am.backup.Manifest;
import org.berth.am.base.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth backup}: reads the state directory itself, so the AM may run or not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all that the AM keeps into one archive: its store, the authority of its hosts' agents, and what its"
                    + " hosts on this machine hold. The AM may run meanwhile, and notices nothing.",
            "Not in it: the configuration, the AM's own key and certificate, and the trusted roots, which stand outside of"
                    + " the state directory; containers and their disks; what agents on other machines keep.",
            "The archive holds private keys: it is made for its owner alone (0600), and is there whole or not at all."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth backup /var/backups/berth-$(date +%%F).zip",
            "  berth backup --replace /var/backups/berth.zip    from cron, say",
            "  unzip -p berth.zip manifest.json                 what is in one",
            "",
            "To put it back: berth restore --help"
        })
final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--replace", description = "If FILE is there already, replace it, once the new one is whole.")
    private boolean replace;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(paramLabel = "FILE", description = "The archive to write, a ZIP file.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        Manifest manifest = new Backup(config.load().state().directory(), Clock.systemUTC()).write(file, replace);
        Path written = file.toAbsolutePath().normalize();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode said = JsonMapper.builder().build().valueToTree(manifest);
            out.println(said.put("file", written.toString())
                    .put("bytes", Files.size(written))
                    .toPrettyString());
        } else {
            out.println("wrote " + written + ": " + manifest.files().size() + " files, " + Files.size(written)
                    + " bytes, as of " + manifest.made());
        }
        out.flush();
        return ExitCodes.OK;
    }
}
