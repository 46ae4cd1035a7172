// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.testing.SentRspec;

/** An AM on one machine, agents on two others, a user on a fourth, who speaks to the AM with a client that is not ours. */
final class HostWorld implements AutoCloseable {
    static final int SLOTS = 12;
    static final int FIRST_PORT = 12000;
    static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));

    private static final Pattern NODE =
            Pattern.compile("<node [^>]*component_name=\"(\\w+)\"[^>]*>\\s*<available now=\"(\\w+)\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    final TwoHosts machines;
    final AmProcess am;
    final SshUser alice;
    private final Path folder;
    private final PythonClient client;
    private final Map<String, AgentProcess> agents = new HashMap<>();
    private final Map<String, Object> credentials = new HashMap<>();

    /** Brings all machines up, and starts the AM, which has no hosts yet. */
    HostWorld(Path folder, String... slices) throws Exception {
        this.folder = folder;
        ForeignFederation federation = new ForeignFederation(Files.createDirectory(folder.resolve("federation")));
        federation.issue("user", "alice");
        for (String slice : slices) {
            federation.issue("slice", slice);
            credentials.put(
                    slice,
                    PythonClient.credentials(
                            federation.credential("alice", slice, Instant.now().plus(9, ChronoUnit.DAYS))));
        }
        alice = SshUser.make(folder, "alice");
        machines = TwoHosts.up(folder.resolve("machines"));
        try {
            am = AmProcess.on(machines.machine("am"), folder.resolve("am"), federation.text("root.crt"));
            am.control("host", "remove", "local");
        } catch (RuntimeException | AssertionError e) {
            machines.close();
            throw e;
        }
        client = new PythonClient(
                machines.machine("user"), folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    /** Starts a host's agent, enrols it, and waits until the AM can use it. */
    AgentProcess addHost(String host) {
        AgentProcess agent = new AgentProcess(
                machines.machine(host),
                folder.resolve("agent-" + host),
                "docker_host = " + machines.dockerHost(host),
                "max_containers = " + SLOTS,
                "starting_ipv4_port = " + FIRST_PORT,
                "ipv6_prefix = fd77:0:0:" + host + "::/64");
        agents.put(host, agent);
        agent.start();
        agent.enroll(
                json(am.control("host", "enroll", host, "--json")).get("token").asText());
        agent.awaitReady();
        awaitAvailable(host, true);
        return agent;
    }

    AgentProcess agent(String host) {
        return Objects.requireNonNull(agents.get(host));
    }

    /** Waits until the advertisement says that a host can be had now, or that it cannot. */
    void awaitAvailable(String host, boolean available) {
        await("host " + host + " available: " + available)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(hosts().get(host)).isEqualTo(available));
    }

    /** By name, whether the advertisement says that a host can be had now. */
    private Map<String, Boolean> hosts() {
        String advertisement = succeed(
                        "ListResources", credentials.values().iterator().next(), GENI_3)
                .asText();
        Map<String, Boolean> hosts = new HashMap<>();
        NODE.matcher(advertisement)
                .results()
                .forEach(node -> hosts.put(node.group(1), Boolean.parseBoolean(node.group(2))));
        return hosts;
    }

    JsonNode call(String method, Object... arguments) {
        return client.call(method, arguments);
    }

    JsonNode succeed(String method, Object... arguments) {
        return client.succeed(method, arguments);
    }

    Object credential(String slice) {
        return Objects.requireNonNull(credentials.get(slice));
    }

    static List<String> whole(String slice) {
        return List.of(ForeignFederation.urn("slice", slice));
    }

    /** A request node; on any host if {@code host} is empty. */
    static String node(String clientId, String host) {
        String bound = host.isEmpty()
                ? ""
                : " component_id=\"urn:publicid:IDN+am.example.org+node+" + host
                        + "\" component_manager_id=\"urn:publicid:IDN+am.example.org+authority+am\"";
        return "<node client_id=\"" + clientId + "\"" + bound + "/>";
    }

    static String request(String... nodes) {
        return "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\">" + String.join("", nodes)
                + "</rspec>";
    }

    /** Allocates and provisions; what of it is ready is not waited for. */
    void make(String slice, String... nodes) {
        succeed("Allocate", whole(slice).get(0), credential(slice), request(nodes), Map.of());
        provision(slice);
    }

    void provision(String slice) {
        succeed("Provision", whole(slice), credential(slice), withAlice());
    }

    Map<String, ?> withAlice() {
        return Map.of(
                "geni_rspec_version",
                Objects.requireNonNull(GENI_3.get("geni_rspec_version")),
                "geni_users",
                List.of(Map.of("urn", ForeignFederation.urn("user", "alice"), "keys", List.of(alice.publicKey()))));
    }

    /** The slivers of a slice, as Status tells them. */
    JsonNode slivers(String slice) {
        return succeed("Status", whole(slice), credential(slice), Map.of()).get("geni_slivers");
    }

    void awaitAll(String slice, String state) {
        await("all of " + slice + " " + state)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    JsonNode slivers = slivers(slice);
                    assertThat(slivers.findValuesAsText("geni_operational_status"))
                            .as(slivers.toString())
                            .isNotEmpty()
                            .containsOnly(state);
                });
    }

    /** Every login that the manifest of a slice gives. */
    List<Map<String, String>> logins(String slice) {
        String manifest = succeed("Describe", whole(slice), credential(slice), GENI_3)
                .get("geni_rspec")
                .asText();
        SentRspec.checkManifest(manifest);
        return SentRspec.checkLogins(manifest);
    }

    /** What a command prints, run at a login from the user's machine. */
    String at(Map<String, String> login, String command) {
        return Commands.run(machines.machine("user").run(ssh(login, command))).output();
    }

    List<String> ssh(Map<String, String> login, String command) {
        return alice.command(
                login.getOrDefault("hostname", ""), Integer.parseInt(login.getOrDefault("port", "0")), command);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    @Override
    public void close() {
        am.close();
        agents.values().forEach(AgentProcess::close);
        machines.close();
    }
}
