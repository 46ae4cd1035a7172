package org.berth.am.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.berth.am.cli.client.ClientCommand;
import org.berth.am.client.ConnectionException;
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
            ClientCommand.class,
            OrphansCommand.class,
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
            "3:the AM was not reached (client)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth demo                 the whole way on this machine, from nothing",
            "  berth serve                the AM, as conf/berth.conf says",
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
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("berth: " + sentence(error));
            return error instanceof ConnectionException ? ExitCodes.NO_CONNECTION : ExitCodes.FAILED;
        });
        commandLine.setParameterExceptionHandler((error, arguments) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("berth: " + error.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitCodes.USAGE;
        });
        return commandLine;
    }

    private static String sentence(Exception error) {
        if (error instanceof NoSuchFileException missing) {
            return missing.getFile() + ": there is no such file";
        }
        if (error instanceof IOException || error.getMessage() == null) {
            return error.getMessage() == null || error.getMessage().isBlank()
                    ? error.getClass().getSimpleName()
                    : error.getMessage();
        }
        return error.getMessage();
    }
}
