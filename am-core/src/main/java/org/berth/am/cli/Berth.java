// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.berth.am.base.ExitCodes;
import org.berth.am.cli.client.ClientCommand;
import org.berth.am.client.ConnectionException;
import org.berth.am.main.StateFolder;
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
            "  berth help COMMAND         all about a command",
            "",
            "In a source checkout there are also:",
            "  ./berth test               all tests, on a real Docker engine",
            "  ./berth test --only NAME   one test class",
            "  ./berth dev                an AM to call, without an engine",
            "  ./berth package            Debian packages of AM and agent",
            "  ./berth bench              what calls and logins cost"
        })
public final class Berth {
    /** In the order of the help. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Berth() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("agent", AgentCommand::new);
        commands.put("client", ClientCommand::new);
        commands.put("host", HostCommand::new);
        commands.put("slice", SliceCommand::new);
        commands.put("sliver", SliverCommand::new);
        commands.put("who", WhoCommand::new);
        commands.put("reload", ReloadCommand::new);
        commands.put("orphans", OrphansCommand::new);
        commands.put("trust", TrustCommand::new);
        commands.put("backup", BackupCommand::new);
        commands.put("restore", RestoreCommand::new);
        commands.put("certs", CertsCommand::new);
        commands.put("federation", FederationCommand::new);
        commands.put("image", ImageCommand::new);
        commands.put("version", Version::new);
        return commands;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * The command with its subcommands; says errors in one line.
     *
     * @param arguments if they begin with a subcommand, it is the only one: to read the annotations of all of them takes as
     *     long as to carry out a short one
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new Berth());
        if (arguments.length > 0 && COMMANDS.containsKey(arguments[0])) {
            commandLine.addSubcommand(arguments[0], COMMANDS.get(arguments[0]).get());
        } else {
            COMMANDS.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
            commandLine.addSubcommand(new CommandLine.HelpCommand());
        }
        OneLineErrors.on(commandLine, Berth::exitCode);
        return commandLine;
    }

    private static int exitCode(Exception error) {
        if (error instanceof ConnectionException) {
            return ExitCodes.NO_CONNECTION;
        }
        return StateFolder.isUnusable(error) ? ExitCodes.UNUSABLE_STATE : ExitCodes.FAILED;
    }
}
