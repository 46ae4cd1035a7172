// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import com.google.common.net.HostAndPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.berth.base.LockFile;
import org.berth.dockermaster.config.AgentConfig;
import org.berth.dockermaster.rpc.EnrollmentClient;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.dockermaster.trust.PeerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth agent}: this machine as a container host of an AM elsewhere. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Serves this machine's containers to an AM elsewhere, until it is told to stop.",
            "At SIGTERM or Ctrl-C calls in progress end. Containers go on running while it is stopped. Prints 'agent",
            "ready at HOST:PORT' once it answers its AM; logs to stderr. While it is not enrolled, it waits for that."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth agent --config conf/agent.conf",
            "  berth agent enroll TOKEN     from 'berth host enroll NAME' at the AM",
            "  berth agent status",
        })
public final class AgentCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(AgentCommand.class);
    private static final Set<String> WILDCARD = Set.of("0.0.0.0", "::");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]*");

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentConfigOption config;

    @Option(names = "--check", description = "Read the configuration, say what is wrong with it, and end.")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        AgentConfig loaded = config.load();
        if (check) {
            loaded.warnings().forEach(this::say);
            say("The configuration is good.");
            return CommandLine.ExitCode.OK;
        }
        loaded.warnings().forEach(log::warn);
        Agent agent = Agent.start(loaded, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent), "drain"));
        Optional<String> address = agent.awaitEnrollment("berth agent enroll TOKEN" + config.typed());
        address.ifPresent(where -> say("agent ready at " + where));
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private static void close(Agent agent) {
        try {
            agent.close();
        } catch (IOException e) {
            log.warn("did not close in order", e);
        }
    }

    @Command(
            name = "enroll",
            mixinStandardHelpOptions = true,
            description = {
                "Makes this machine a host of an AM: makes a new key, proves to have a token of that AM, and gets a"
                        + " certificate. A running agent takes it up at once. An AM that it obeyed before, it obeys no"
                        + " longer. Broken off, it may be typed again with the same token."
            })
    int enroll(
            @Parameters(
                            paramLabel = "TOKEN",
                            description = "As 'berth host enroll NAME' at the AM printed it; - reads it from standard"
                                    + " input, so that no list of processes shows it.")
                    String token,
            @Option(
                            names = "--address",
                            paramLabel = "HOST:PORT",
                            description = "Where the AM is to call this agent; else at the address that this machine"
                                    + " calls from, or that the configuration binds, and the configured port.")
                    Optional<String> address)
            throws IOException {
        AgentConfig loaded = config.load();
        HostAndPort called = called(loaded, address);
        EnrollmentToken redeemed = EnrollmentToken.parse(token.equals("-") ? standardInput() : token);
        Clock clock = Clock.systemUTC();
        IdentityFolder folder = Agent.identity(loaded, clock);
        Optional<String> host = Optional.of(called.getHost()).filter(name -> !name.isEmpty());
        new EnrollmentClient(folder, clock).enroll(redeemed, host, called.getPort());
        PeerIdentity identity = folder.find().orElseThrow();
        say("host '" + redeemed.host() + "' of " + Agent.am(identity) + ", which calls it "
                + host.map(name -> "at " + called).orElse("where this call came from, port " + called.getPort()));
        if (LockFile.holder(Agent.lockIn(loaded.stateDirectory())).isEmpty()) {
            say("no agent runs here now: start it with berth agent" + config.typed());
        }
        return CommandLine.ExitCode.OK;
    }

    private static String standardInput() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line.strip();
    }

    /**
     * Returns the address that the AM shall call; with an empty host, the AM uses the address that the request comes
     * from.
     */
    private HostAndPort called(AgentConfig loaded, Optional<String> address) {
        try {
            HostAndPort called = address.map(HostAndPort::fromString)
                    .orElseGet(() -> HostAndPort.fromHost(WILDCARD.contains(loaded.host()) ? "" : loaded.host()))
                    .withDefaultPort(loaded.port());
            if (called.getPort() > 0 && HOST.matcher(called.getHost()).matches()) {
                return called;
            }
        } catch (IllegalArgumentException e) {
            // said below, as a port that is none is
        }
        throw new ParameterException(
                spec.commandLine(),
                "--address has to be HOST:PORT, like host1.example.org:" + AgentConfig.DEFAULT_PORT
                        + " or [2001:db8::7]:" + AgentConfig.DEFAULT_PORT
                        + address.map(given -> ", not '" + given + "'").orElse(""));
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Says whether an agent runs here, where it listens, which AM it obeys, and the fingerprint of"
                    + " its key, which the AM's 'berth host show' says too. Exit code 1 if it serves no AM now.")
    int status(@Option(names = "--json", description = "As JSON, in one line.") boolean json) throws IOException {
        AgentConfig loaded = config.load();
        Clock clock = Clock.systemUTC();
        AgentStatus status = new AgentStatus(
                loaded.stateDirectory(),
                LockFile.holder(Agent.lockIn(loaded.stateDirectory())),
                Agent.identity(loaded, clock).find());
        if (json) {
            say(status.json());
        } else {
            status.lines().forEach(this::say);
        }
        return status.serves(clock.instant()) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
