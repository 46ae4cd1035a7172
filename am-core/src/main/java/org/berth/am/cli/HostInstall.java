// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.berth.am.admin.ControlClient;
import org.berth.am.admin.HostControl;
import org.berth.am.base.ExitCodes;
import org.berth.am.hosts.HostPlan;
import org.berth.am.install.AgentPackage;
import org.berth.am.install.AgentSettings;
import org.berth.am.install.AmHosts;
import org.berth.am.install.Installation;
import org.berth.am.install.RemoteMachine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code berth host install}: makes another machine a host of the AM that runs with the same configuration. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a Debian machine a container host, over ssh: sends and installs the agent's package, writes its"
                    + " /etc/berth/agent.conf unless there is one, enrols it, starts it, and waits until this AM takes it.",
            "It needs a login as root, or as somebody with sudo, that asks for no password. What is done already is not"
                    + " done again: after a failure type the same line. With a newer package it upgrades the agent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth host install root@host2.example.org",
            "  berth host install admin@192.0.2.2 --name host2 \\",
            "      --ssh-option IdentityFile=/root/.ssh/hosts",
            "  berth host install root@host2.example.org --config-line max_containers=50 \\",
            "      --config-line node_ipv4_hostname=host2.example.org"
        })
final class HostInstall implements Callable<Integer> {
    private static final Clock CLOCK = Clock.systemUTC();

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private HostCommand parent;

    @Parameters(paramLabel = "USER@HOST", description = "The machine, as ssh takes it.")
    private String destination;

    @Option(names = "--name", description = "What the host is called; HOST if not given.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--config-line",
            paramLabel = "KEY=VALUE",
            description = "A line of [agent] in a new agent.conf; repeatable.")
    private List<String> lines = List.of();

    @Option(
            names = PasswordFile.OPTION,
            paramLabel = "FILE",
            description =
                    "Its one line is what the agent is to ask for besides the AM's certificate: it is written into"
                            + " a new agent.conf, and this AM says it.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--package",
            paramLabel = "FILE",
            description = "The agent's .deb; the one of this Berth if not given.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--ssh-option",
            paramLabel = "NAME=VALUE",
            description = "An option of ssh_config(5), like Port=2222; repeatable.")
    private List<String> sshOptions = List.of();

    @Option(
            names = "--replace",
            description = "This machine's agent takes the place of another that is enrolled under the name.")
    private boolean replace;

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            defaultValue = "15",
            description =
                    "How long to wait until the AM takes it; ${DEFAULT-VALUE} if not given. It may have to make the"
                            + " base image first.")
    private int minutes;

    private final Instant begin = CLOCK.instant();

    @Override
    public Integer call() throws IOException {
        String host = name.orElseGet(() -> destination.substring(destination.indexOf('@') + 1));
        if (!HostPlan.NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + host + "' is no host's name: give one with --name");
        }
        AgentSettings settings = new AgentSettings(lines, password());
        settings.check();
        AgentPackage agent = file.map(AgentPackage::new)
                .or(AgentPackage::besideThisProgram)
                .orElseThrow(() -> new IllegalArgumentException("the agent's package is not beside this program:"
                        + " name it with --package FILE; ./berth package makes it"));
        List<String> options = new ArrayList<>();
        sshOptions.forEach(option -> options.addAll(List.of("-o", option)));
        AmHosts am = new Am(parent.client());
        // Before anything is done there: is an AM there that will take it?
        Optional<AmHosts.Seen> unused = am.find(host);
        new Installation(host, new RemoteMachine(destination, options, this::say), am, CLOCK, this::say)
                .run(settings, agent, replace, Duration.ofMinutes(minutes));
        return ExitCodes.OK;
    }

    private Optional<String> password() throws IOException {
        return passwordFile.isEmpty()
                ? Optional.empty()
                : Optional.of(PasswordFile.read(passwordFile.get())).filter(text -> !text.isEmpty());
    }

    private void say(String line) {
        double seconds = Duration.between(begin, CLOCK.instant()).toMillis() / 1000.0;
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format("%6.1f s  %s", seconds, line));
        out.flush();
    }

    /** The running AM, through its control socket. */
    private record Am(ControlClient client) implements AmHosts {
        @Override
        public Optional<Seen> find(String name) throws IOException {
            for (JsonNode host : client.call(HostControl.LIST, client.arguments())) {
                if (host.path("name").asText().equals(name)) {
                    return Optional.of(new Seen(
                            host.path("agentKey").asText(),
                            host.path("downSince").asText().isEmpty(),
                            host.path("trouble").asText(),
                            host.path("address").asText()));
                }
            }
            return Optional.empty();
        }

        @Override
        public void setPassword(String name, String password) throws IOException {
            ObjectNode arguments = client.arguments().put("host", name);
            arguments.putObject("keys").put(HostControl.PASSWORD, password);
            client.call(HostControl.ADD, arguments);
        }

        @Override
        public String token(String name) throws IOException {
            return client.call(HostControl.ENROLL, client.arguments().put("host", name))
                    .path("token")
                    .asText();
        }
    }
}
