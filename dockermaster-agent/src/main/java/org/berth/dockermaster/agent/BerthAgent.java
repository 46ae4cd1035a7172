// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code berth} on a machine that has the agent alone, without an AM. */
@Command(
        name = "berth",
        description = "Berth's agent: serves this machine's containers to an aggregate manager (AM) elsewhere.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AgentCommand.class, ImageCommand.class, Version.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed, the reason is on stderr",
            "2:the command line is wrong",
        })
public final class BerthAgent {
    private BerthAgent() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command with all its subcommands. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new BerthAgent());
        OneLineErrors.on(commandLine, error -> CommandLine.ExitCode.SOFTWARE);
        return commandLine;
    }
}
