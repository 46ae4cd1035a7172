// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.am.install.AmHosts.Seen;
import org.berth.am.install.RemoteMachine.Input;

/**
 * Makes a machine a container host of the AM, step by step. Each step first looks whether it is done, so after a failure the
 * whole is run again and goes on where it stopped.
 */
public final class Installation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HASH_OF_SENT =
            "sh -c 'sha256sum \"$HOME/.cache/berth/berth-agent.deb\" 2>/dev/null | cut -c1-64'";
    private static final String TAKE = "sh -euc 'umask 077; cd; mkdir -p .cache/berth; cd .cache/berth;"
            + " cat >berth-agent.deb.part; mv berth-agent.deb.part berth-agent.deb'";

    private final String name;
    private final RemoteMachine machine;
    private final AmHosts am;
    private final InstantSource clock;
    private final Consumer<String> out;
    private final List<String> done = new ArrayList<>();
    private String prefix = RemoteScript.AS_ROOT;

    /**
     * For one machine.
     *
     * @param name what the host is called
     * @param out takes a line for each step, and while one takes long
     */
    public Installation(String name, RemoteMachine machine, AmHosts am, InstantSource clock, Consumer<String> out) {
        this.name = name;
        this.machine = machine;
        this.am = am;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Does it all.
     *
     * @param settings for the new agent
     * @param agent its package
     * @param replace whether this machine's agent may take the place of another that is enrolled under the name
     * @param patience how long to wait until the AM takes the host
     * @throws IOException with what failed, what was done before, and what to do
     */
    public void run(AgentSettings settings, AgentPackage agent, boolean replace, Duration patience) throws IOException {
        step(
                "log in",
                "ssh there by hand: its host key has to be known, and your key to be taken, as root or as somebody whose"
                        + " sudo asks for no password",
                this::logIn);
        step("write the configuration", "", () -> configure(settings));
        step("send the package", "", () -> send(agent));
        step("install the package", "see whether the machine reaches its Debian mirror", this::install);
        step("enrol", "the machine has to reach the AM's [enrollment] port", () -> enroll(settings, replace));
        step("start the agent", "", this::start);
        step(
                "wait until the AM takes the host",
                "the AM has to reach the agent's port; the agent's log is there in journalctl -u berth-agent, or in"
                        + " /var/log/berth-agent.log",
                () -> awaitHost(patience));
    }

    private interface Step {
        /** Carries out the step and returns its outcome, for a person. */
        String run() throws IOException;
    }

    private void step(String what, String hint, Step step) throws IOException {
        String outcome;
        try {
            outcome = step.run();
        } catch (IOException e) {
            throw new IOException(
                    "cannot " + what + ": " + e.getMessage() + "\nDone so far: "
                            + (done.isEmpty() ? "nothing" : String.join("; ", done)) + ".\n"
                            + (hint.isEmpty() ? "" : "What may help: " + hint + ".\n")
                            + "Then run the same again: it goes on here.",
                    e);
        }
        done.add(outcome);
        out.accept(outcome);
    }

    private String logIn() throws IOException {
        boolean root = word(machine.run("id -u", Input.NONE)).equals("0");
        prefix = root ? RemoteScript.AS_ROOT : RemoteScript.BY_SUDO;
        run(RemoteScript.LOOK);
        return root ? "logged in as root" : "logged in, root by sudo";
    }

    private String configure(AgentSettings settings) throws IOException {
        String answer = run(RemoteScript.CONFIGURE, settings.text());
        if (word(answer).equals("written")) {
            return "wrote /etc/berth/agent.conf";
        }
        List<String> missing = settings.missingIn(answer);
        return "/etc/berth/agent.conf is there and stays as it is"
                + (missing.isEmpty() ? "" : "; it does not say " + String.join(", ", missing));
    }

    private String send(AgentPackage agent) throws IOException {
        if (word(machine.run(HASH_OF_SENT, Input.NONE)).equals(agent.hash())) {
            return "the package is there";
        }
        machine.run(TAKE, agent::writeTo);
        return "sent " + agent.file().getFileName() + ", " + agent.size() / 1_000_000 + " MB";
    }

    private String install() throws IOException {
        String answer = word(run(RemoteScript.INSTALL));
        return answer.equals("there") ? "berth-agent is installed" : "installed berth-agent and what it needs";
    }

    private String enroll(AgentSettings settings, boolean replace) throws IOException {
        String here = agentKey(word(run(RemoteScript.IDENTITY)));
        Optional<Seen> known = am.find(name).filter(host -> !host.agentKey().isEmpty());
        boolean same = known.filter(host -> host.agentKey().equals(here)).isPresent();
        if (known.isPresent() && !same && !replace) {
            throw new IOException("host " + name + " is another agent's: the AM knows it by the key "
                    + known.get().agentKey() + ", at " + known.get().address() + ", and "
                    + (here.isEmpty() ? "no agent is enrolled here" : "the agent here has the key " + here)
                    + ". Choose another --name; or if this machine is to take that one's place, type the same with"
                    + " --replace");
        }
        if (same && known.get().reached()) {
            return "enrolled as " + name + " before";
        }
        run(RemoteScript.ENROLL, am.token(name) + "\n");
        // Not before: the agent that served the host until now asks for another one, or for none.
        if (settings.password().isPresent()) {
            am.setPassword(name, settings.password().get());
        }
        return "enrolled as " + name;
    }

    /** The fingerprint of the agent's key; empty if it is not enrolled. */
    private static String agentKey(String status) throws IOException {
        try {
            return JSON.readTree(status).path("agentKey").asText();
        } catch (JsonProcessingException e) {
            throw new IOException("the agent there says no status that is understood: " + status, e);
        }
    }

    private String start() throws IOException {
        String answer = word(run(RemoteScript.START));
        if (answer.equals("systemd")) {
            return "started berth-agent.service, now and at each boot";
        }
        return answer.equals("running")
                ? "the agent runs"
                : "started the agent in the background, since no systemd runs there: at boot somebody has to start it."
                        + " Its log is /var/log/berth-agent.log";
    }

    private String awaitHost(Duration patience) throws IOException {
        Instant end = clock.instant().plus(patience);
        String told = "";
        while (true) {
            Optional<Seen> seen = am.find(name);
            if (seen.filter(host -> host.reached() && host.trouble().isEmpty()).isPresent()) {
                return "host " + name + " is available, at " + seen.get().address();
            }
            String trouble = seen.map(Seen::trouble).orElse("the AM does not know it yet");
            if (clock.instant().isAfter(end)) {
                throw new IOException("after " + patience.toMinutes() + " minutes: " + trouble);
            }
            if (!trouble.equals(told)) {
                out.accept("  waiting: " + trouble);
                told = trouble;
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The last line: a shell may say something of its own before. */
    private static String word(String output) {
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    private String run(RemoteScript script) throws IOException {
        return machine.run(script.command(prefix), Input.NONE);
    }

    private String run(RemoteScript script, String input) throws IOException {
        return machine.run(script.command(prefix), stdin -> stdin.write(input.getBytes(UTF_8)));
    }
}
