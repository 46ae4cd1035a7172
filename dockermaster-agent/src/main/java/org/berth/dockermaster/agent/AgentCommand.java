package org.berth.dockermaster.agent;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.berth.dockermaster.config.AgentConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code berth agent}: this machine as a container host of an AM elsewhere. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Serves this machine's containers to an AM elsewhere.")
public final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentConfigOption config;

    @Option(names = "--check", description = "Read the configuration, say what is wrong with it, and end.")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        AgentConfig loaded = config.load();
        PrintWriter out = spec.commandLine().getOut();
        if (check) {
            loaded.warnings().forEach(out::println);
            out.println("The configuration is good.");
            return CommandLine.ExitCode.OK;
        }
        throw new IllegalStateException("serving: comes with the next commit");
    }
}
