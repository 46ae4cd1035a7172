// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.berth.am.hosts.AgentAddress;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.store.HostTable.HostRow;
import org.berth.am.store.Store;
import org.berth.am.work.OverdueWork;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;

/** Describes hosts to admins, as JSON. Holds no password. */
public final class HostReport {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private final Store store;
    private final Urn aggregate;
    private final List<ContainerType> types;
    private final OverdueWork overdue;
    private final Function<DockerMaster, Optional<Instant>> certificateEnd;

    /**
     * @param types the AM's sliver types
     * @param certificateEnd when the certificate of the agent ends, as far as that is known
     */
    public HostReport(
            Store store,
            Urn aggregate,
            List<ContainerType> types,
            OverdueWork overdue,
            Function<DockerMaster, Optional<Instant>> certificateEnd) {
        this.overdue = overdue;
        this.store = store;
        this.aggregate = aggregate;
        this.types = types;
        this.certificateEnd = certificateEnd;
    }

    ObjectNode of(Host host) {
        HostPlan plan = host.plan();
        Optional<HostRow> row = store.read(tables -> tables.hosts().find(host.name()));
        Map<String, Integer> slices = store.read(tables -> tables.hosts().liveSlivers(host.name()));
        ObjectNode json = JSON.createObjectNode()
                .put("name", host.name())
                .put("urn", Advertisement.componentId(aggregate, host.name()).toString())
                .put("state", host.condition().word())
                .put("hostname", host.hostname())
                .put("address", plan.agent().map(AgentAddress::toString).orElse(""))
                .put("source", source(plan, row))
                .put("drained", host.drained())
                .put("leaving", host.leaving())
                .put("exclusive", host.exclusive())
                .put(
                        "trouble",
                        host.healthProblem()
                                .or(() -> overdue.warning(host.name()))
                                .orElse(""))
                .put("downSince", host.downSince().map(Instant::toString).orElse(""))
                .put("enrolled", row.filter(kept -> !kept.agentKey().isEmpty()).isPresent())
                .put("agentKey", row.map(HostRow::agentKey).orElse(""))
                .put("hasPassword", plan.password().isPresent())
                .put("local", plan.local().isPresent())
                .put(
                        "certificateEnd",
                        certificateEnd
                                .apply(host.master())
                                .map(Instant::toString)
                                .orElse(""))
                .put(
                        "slots",
                        host.description().map(HostDescription::usableSlots).orElse(0))
                .put("used", row.map(HostRow::used).orElse(0))
                .put("memoryBytes", host.memoryBytes())
                .put("millicpus", host.millicpus())
                .put("notOffered", notOffered(host));
        ArrayNode stuck = json.putArray("stuck");
        overdue.stuck(host.name())
                .forEach(work -> stuck.addObject()
                        .put("sliver", work.sliver().toString())
                        .put("slice", work.slice())
                        .put("step", work.step())
                        .put("since", work.since().toString())
                        .put("attempts", work.attempts())
                        .put("reason", work.reason()));
        json.set("slices", JSON.valueToTree(slices));
        json.set("location", JSON.valueToTree(host.location()));
        json.set("announced", JSON.valueToTree(host.description()));
        return json;
    }

    /** Returns the sliver types that the host does not offer, and the reason; empty if it offers all. */
    private String notOffered(Host host) {
        return host.description()
                .flatMap(known -> known.networkProblem()
                        .map(reason -> types.stream()
                                        .filter(type -> !known.offers(type))
                                        .map(ContainerType::name)
                                        .collect(Collectors.joining(", "))
                                + ": " + reason))
                .orElse("");
    }

    private static String source(HostPlan plan, Optional<HostRow> row) {
        return plan.origin()
                .orElse(
                        row.filter(HostRow::added).isPresent()
                                ? "berth host add"
                                : plan.name().equals("local") ? "built in" : "a section that is gone");
    }
}
