// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.config.AmConfig;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.HostRegistry;
import org.berth.am.hosts.LostSlivers;
import org.berth.dockermaster.PoolSettings;

/** Serves {@code berth host} and {@code berth reload} in the running AM. */
public final class HostControl {
    /** The key of an agent's password; empty: it has none. */
    public static final String PASSWORD = "dockermaster_pyro4_password";

    public static final String LIST = "hosts.list";
    public static final String SHOW = "hosts.show";
    public static final String ADD = "hosts.add";
    public static final String ENROLL = "hosts.enroll";
    public static final String DRAIN = "hosts.drain";
    public static final String RESUME = "hosts.resume";
    public static final String REMOVE = "hosts.remove";
    public static final String AUTHORITY = "hosts.authority";
    public static final String RELOAD = "reload";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final HostRegistry registry;
    private final HostReport report;
    private final LostSlivers lost;
    private final UnaryOperator<String> enrollment;
    private final Reload reload;

    /**
     * @param enrollment makes a token for the agent of the host of a name
     */
    public HostControl(
            HostRegistry registry,
            HostReport report,
            LostSlivers lost,
            UnaryOperator<String> enrollment,
            Reload reload) {
        this.registry = registry;
        this.report = report;
        this.lost = lost;
        this.enrollment = enrollment;
        this.reload = reload;
    }

    public void offerOn(ControlSocket control) {
        control.offer(LIST, arguments -> list());
        control.offer(SHOW, arguments -> report.of(host(arguments)));
        control.offer(ADD, this::add);
        control.offer(ENROLL, this::enroll);
        control.offer(DRAIN, arguments -> drain(arguments, true));
        control.offer(RESUME, arguments -> drain(arguments, false));
        control.offer(REMOVE, this::remove);
        control.offer(RELOAD, arguments -> reload());
    }

    private JsonNode list() {
        ArrayNode list = JSON.arrayNode();
        registry.hosts().all().forEach(host -> list.add(report.of(host)));
        return list;
    }

    private JsonNode add(JsonNode arguments) {
        String name = arguments.path("host").asText();
        Map<String, String> keys = new LinkedHashMap<>();
        arguments
                .path("keys")
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asText()));
        HostPlan said = AmConfig.host(name, keys);
        boolean isNew = registry.add(name, known -> merged(known, said, keys.keySet()));
        return report.of(host(arguments)).put("new", isNew);
    }

    /** Returns a plan with the new values where there are any, and the known ones elsewhere. */
    private static HostPlan merged(HostPlan known, HostPlan said, Set<String> keys) {
        PoolSettings before = known.pool();
        PoolSettings now = said.pool();
        return known.withAgent(said.agent().or(known::agent))
                .withPassword(keys.contains(PASSWORD) ? said.password() : known.password())
                .withPool(new PoolSettings(
                        now.hostname().or(before::hostname),
                        now.firstPort().isPresent() ? now.firstPort() : before.firstPort(),
                        now.slots().isPresent() ? now.slots() : before.slots(),
                        now.ipv6Prefix().or(before::ipv6Prefix)))
                .withLocation(said.location().or(known::location))
                .withCapacity(
                        keys.contains("exclusive") ? said.exclusive() : known.exclusive(),
                        said.memoryBytes().isPresent() ? said.memoryBytes() : known.memoryBytes(),
                        said.millicpus().isPresent() ? said.millicpus() : known.millicpus());
    }

    private JsonNode enroll(JsonNode arguments) {
        String name = arguments.path("host").asText();
        Optional<Host> known = registry.hosts().named(name);
        if (known.filter(host -> host.plan().local().isPresent()).isPresent()) {
            throw new AdminRefusedException(
                    "host " + name + " is on this machine and has no agent; enrol one under another name");
        }
        if (known.isEmpty()) {
            boolean unused = registry.add(name, plan -> plan);
        }
        String token = enrollment.apply(name);
        return JSON.objectNode().put("host", name).put("token", token).put("command", "berth agent enroll " + token);
    }

    private JsonNode drain(JsonNode arguments, boolean drained) {
        registry.drain(arguments.path("host").asText(), drained);
        return report.of(host(arguments));
    }

    private JsonNode remove(JsonNode arguments) {
        String name = arguments.path("host").asText();
        boolean force = arguments.path("force").asBoolean();
        int failed = registry.remove(name, Optional.of(lost).filter(slivers -> force));
        return JSON.objectNode().put("host", name).put("failed", failed);
    }

    private JsonNode reload() {
        Reload.Outcome outcome = reload.run();
        ObjectNode answer = JSON.objectNode();
        answer.set("changes", texts(outcome.changes()));
        answer.set("afterRestart", texts(outcome.afterRestart()));
        answer.set("warnings", texts(outcome.warnings()));
        return answer;
    }

    private static ArrayNode texts(List<String> lines) {
        ArrayNode texts = JSON.arrayNode();
        lines.forEach(texts::add);
        return texts;
    }

    private Host host(JsonNode arguments) {
        return registry.require(arguments.path("host").asText());
    }
}
