package org.berth.am.cli;

import org.berth.am.cli.client.ClientCommand;
import org.berth.am.client.ConnectionException;
import org.berth.dockermaster.agent.AgentCommand;
import org.berth.dockermaster.agent.ImageCommand;
import org.berth.dockermaster.agent.OneLineErrors;
import org.berth.dockermaster.agent.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code berth}. */
@Command(
        name = "berth",
        description = "Berth: a GENI aggregate manager (AM) whose slivers are containers.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            AgentCommand.class,
            ClientCommand.class,
            HostCommand.class,
            ReloadCommand.class,
            OrphansCommand.class,
            TrustCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CertsCommand.class,
            FederationCommand.class,
            ImageCommand.class,
            Version.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed, the reason is on stderr",
            "2:the command line is wrong",
            "3:the AM was not reached (client)",
            "4:what the AM keeps, or a backup of it, is damaged or cannot be used (serve, restore)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth demo                 the whole way on this machine, from nothing",
            "  berth serve                the AM, as conf/berth.conf says",
            "  berth agent                this machine as a container host of an AM elsewhere",
            "  berth client --help        call an AM",
            "  berth help COMMAND         all about a command"
        })
public final class Berth {
    private Berth() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command with all its subcommands; says errors in one line. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Berth());
        OneLineErrors.on(commandLine, Berth::exitCode);
        return commandLine;
    }

    private static int exitCode(Exception error) {
        if (error instanceof ConnectionException) {
            return ExitCodes.NO_CONNECTION;
        }
        return KeptState.isUnusable(error) ? ExitCodes.UNUSABLE_STATE : ExitCodes.FAILED;
    }
}
