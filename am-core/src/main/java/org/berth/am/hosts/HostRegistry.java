// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.hosts.Host.AdminState;
import org.berth.am.hosts.KnownHosts.Known;
import org.berth.am.store.HostTable.HostRow;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.store.Tables;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts as admins define them, by the configuration's sections and by commands: stored in the store and applied to
 * {@link Hosts}.
 *
 * <p>Each change is stored first; then the hosts are computed anew from store and configuration. That also happens
 * every few seconds: so an agent that has enrolled is called, and a host that nothing is left on is dropped.
 */
public final class HostRegistry {
    private static final Logger log = LoggerFactory.getLogger(HostRegistry.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Store store;
    private final DockerMasterFactory masters;
    private final Clock clock;
    private final Hosts hosts = new Hosts(List.of());
    private final Map<String, HostConnection> ways = new HashMap<>();
    private final Map<String, DockerMaster> opened = new HashMap<>();
    /** Names of hosts whose pool is said to be another one than when they were stored. */
    private final Set<String> repooled = new HashSet<>();

    private List<HostPlan> configured = List.of();

    public HostRegistry(Store store, DockerMasterFactory masters, Clock clock) {
        this.store = store;
        this.masters = masters;
        this.clock = clock;
        hosts.addListener(new HostRecorder(store));
    }

    /** The hosts as they are now; to be closed by whoever starts this. */
    public Hosts hosts() {
        return hosts;
    }

    /**
     * Begins with the hosts of the configuration and those kept, asks each how it is, and goes on looking after them.
     *
     * @throws AdminRefusedException if a host on this machine cannot be opened
     */
    public void start(List<HostPlan> sections) {
        List<String> unused = reload(sections);
        hosts.start();
        hosts.regularly(this::settle);
    }

    /**
     * Takes the hosts of a new configuration. If one cannot be opened, nothing changes.
     *
     * @return what became different, a sentence each
     * @throws AdminRefusedException if a host on this machine cannot be opened
     */
    public synchronized List<String> reload(List<HostPlan> sections) {
        Map<String, HostRow> rows = rows();
        try {
            openNew(sections, rows);
            store.write(tables -> {
                for (HostPlan plan : sections) {
                    Optional<HostRow> row = Optional.ofNullable(rows.get(plan.name()));
                    if (KnownHosts.isThere(plan, row)) {
                        noteNewPool(plan, row);
                        keep(tables, plan, row);
                    }
                }
                return true;
            });
            configured = List.copyOf(sections);
            return settled();
        } finally { // What a failure has left: whoever tries again opens it anew.
            opened.forEach(hosts::closeLater);
            opened.clear();
        }
    }

    private void noteNewPool(HostPlan plan, Optional<HostRow> row) {
        boolean same = row.flatMap(kept -> HostJson.plan(kept.plan()))
                .filter(kept -> kept.pool().equals(plan.pool()))
                .isPresent();
        if (!same) {
            repooled.add(plan.name());
        }
    }

    /**
     * Returns the parts of a new configuration's hosts that only a restart of the AM can change, by section and key.
     */
    public synchronized List<String> needRestart(List<HostPlan> sections) {
        List<String> keys = new ArrayList<>();
        for (HostPlan plan : sections) {
            HostConnection now = ways.get(plan.name());
            Optional<HostConnection.Engine> wanted = plan.local().map(HostConnection.Engine::of);
            if (now != null && !now.engine().equals(wanted)) {
                boolean moved = now.engine().isPresent() != wanted.isPresent();
                keys.add("[" + plan.name() + "] " + (moved ? "dockermaster_pyro4_host" : "docker_host"));
            }
            Optional<HostSettings> opened =
                    hosts.named(plan.name()).flatMap(host -> host.plan().local());
            if (opened.isPresent() && plan.local().isPresent()) {
                addIfChanged(
                        keys,
                        plan,
                        "egress",
                        opened.get().egress(),
                        plan.local().get().egress());
                addIfChanged(
                        keys,
                        plan,
                        "host_services",
                        opened.get().hostServices(),
                        plan.local().get().hostServices());
            }
        }
        return keys;
    }

    private static void addIfChanged(List<String> keys, HostPlan plan, String key, Object now, Object wanted) {
        if (!now.equals(wanted)) {
            keys.add("[" + plan.name() + "] " + key);
        }
    }

    /**
     * Adds a host that is reached by its agent, or changes one that was added before.
     *
     * @param said what is said of it, in addition to what is known
     * @return whether it is new
     * @throws AdminRefusedException if the configuration names it, or another host has that address
     */
    public synchronized boolean add(String name, UnaryOperator<HostPlan> said) {
        if (!HostPlan.NAME.matcher(name).matches()) {
            throw new AdminRefusedException(
                    "a host's name has letters, digits, dots, - and _, at most 63; this is '" + name + "'");
        }
        hosts.named(name).filter(host -> isConfigured(name)).ifPresent(host -> {
            throw new AdminRefusedException("host " + name
                    + host.plan()
                            .origin()
                            .map(origin -> " stands in " + origin + ": change it there, then type: berth reload")
                            .orElse(" is the built-in one on this machine: choose another name"));
        });
        hosts.named(name).filter(host -> host.plan().local().isPresent()).ifPresent(host -> {
            throw new AdminRefusedException(
                    "host " + name + " is on this machine, and leaves when its slivers are gone:"
                            + " wait for that, or choose another name");
        });
        Optional<HostRow> row = Optional.ofNullable(rows().get(name)).filter(known -> !known.removed());
        HostPlan plan = said.apply(row.flatMap(known -> HostJson.plan(known.plan()))
                .filter(known -> known.local().isEmpty())
                .orElseGet(() -> HostPlan.named(name)));
        hosts.all().stream()
                .filter(other -> !other.name().equals(name) && plan.agent().isPresent())
                .filter(other -> other.plan().agent().equals(plan.agent()))
                .findFirst()
                .ifPresent(other -> {
                    throw new AdminRefusedException("the agent at "
                            + plan.agent().map(AgentAddress::toString).orElse("") + " is that of host " + other.name()
                            + ": name the agent of this host, or first type: berth host remove " + other.name());
                });
        store.write(tables -> {
            tables.hosts().upsert(name, true, HostJson.of(plan));
            return true;
        });
        List<String> unused = settled();
        return row.filter(HostRow::added).isEmpty();
    }

    /** Wants nothing new on a host, or takes that back; what is there stays. */
    public synchronized void drain(String name, boolean drained) {
        Host host = require(name);
        store.write(tables -> {
            tables.hosts().drain(host.name(), drained);
            return true;
        });
        List<String> unused = settled();
    }

    /**
     * Removes a host; its name stays its own.
     *
     * @param force what becomes of its slivers; if it is empty, there must not be any
     * @return how many live slivers were failed
     * @throws AdminRefusedException if the configuration names it, or it has slivers and force is empty
     */
    public synchronized int remove(String name, Optional<LostSlivers> force) {
        Host host = require(name);
        host.plan().origin().filter(origin -> isConfigured(name)).ifPresent(origin -> {
            throw new AdminRefusedException(
                    "host " + name + " stands in " + origin + ": delete its section there, then type: berth reload");
        });
        // Before the store is asked what it has: whoever places a sliver later sees this.
        AdminState before = host.adminState();
        host.administer(new AdminState(before.plan(), before.master(), before.drained(), true));
        try {
            int failed = force.map(lost -> lost.fail(name, "host " + name + " was removed by the administrator"))
                    .orElse(0);
            store.write(tables -> {
                if (force.isEmpty()) {
                    requireEmpty(tables, name);
                }
                tables.hosts().remove(name);
                return true;
            });
            return failed;
        } finally {
            List<String> unused = settled();
        }
    }

    private static void requireEmpty(Tables tables, String name) {
        Map<String, Integer> live = tables.hosts().liveSlivers(name);
        int count = live.values().stream().mapToInt(Integer::intValue).sum();
        int used = tables.hosts().used().getOrDefault(name, 0);
        if (count > 0) {
            throw new AdminRefusedException("host " + name + " has " + count + " slivers ("
                    + live.entrySet().stream()
                            .map(slice -> slice.getValue() + " of " + slice.getKey())
                            .collect(Collectors.joining(", "))
                    + "): have them deleted ('berth host drain " + name
                    + "' keeps new ones away), or let them fail with:"
                    + " berth host remove --force " + name);
        }
        if (used > 0) {
            throw new AdminRefusedException("host " + name + " has not yet cleared away " + used
                    + " deleted slivers: wait for it, or give up what is left there with: berth host remove --force "
                    + name);
        }
    }

    /**
     * The host of that name.
     *
     * @throws AdminRefusedException with those that there are, if there is none
     */
    public Host require(String name) {
        return hosts.named(name)
                .orElseThrow(() -> new AdminRefusedException("there is no host '" + name + "'; there are "
                        + hosts.all().stream().map(Host::name).collect(Collectors.joining(", "))));
    }

    private boolean isConfigured(String name) {
        return configured.stream().anyMatch(plan -> plan.name().equals(name));
    }

    /** Makes true what store and configuration say now. */
    public void settle() {
        try {
            List<String> unused = settled();
        } catch (StoreException e) {
            log.debug("the hosts were not looked after; the store has said why", e);
        } catch (RuntimeException e) {
            log.warn("the hosts were not looked after", e);
        }
    }

    private Map<String, HostRow> rows() {
        return store.read(tables -> tables.hosts().all()).stream().collect(Collectors.toMap(HostRow::name, row -> row));
    }

    private static void keep(Tables tables, HostPlan plan, Optional<HostRow> row) {
        String text = HostJson.of(plan);
        if (row.filter(kept -> kept.plan().equals(text) && !kept.added() && !kept.removed())
                .isEmpty()) {
            tables.hosts().upsert(plan.name(), false, text);
        }
    }

    /** First of all, so that a host that cannot be opened changes nothing. */
    private void openNew(List<HostPlan> sections, Map<String, HostRow> rows) {
        for (HostPlan plan : sections) {
            boolean there = KnownHosts.isThere(plan, Optional.ofNullable(rows.get(plan.name())));
            if (there && hosts.named(plan.name()).isEmpty() && plan.local().isPresent()) {
                requireClosed(plan.name());
                opened.put(plan.name(), openLocal(plan.name(), plan.local().get()));
            }
        }
    }

    private DockerMaster openLocal(String name, HostSettings settings) {
        try {
            return masters.local(settings);
        } catch (RuntimeException e) {
            throw new AdminRefusedException("host " + name + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Two DockerMasters must never work on one state directory. */
    private void requireClosed(String name) {
        if (!hosts.awaitClosed(name, PATIENCE)) {
            throw new AdminRefusedException("host " + name + " was dropped a moment ago, and what it was doing has not"
                    + " ended yet: try again in a minute");
        }
    }

    private synchronized List<String> settled() {
        List<String> changes = new ArrayList<>();
        List<Known> known =
                KnownHosts.of(configured, store.read(tables -> tables.hosts().all()));
        List<Host> next = new ArrayList<>();
        known.forEach(one -> next.add(host(one, changes)));
        for (Host host : hosts.all()) {
            if (!next.contains(host) && isStillUsed(host)) {
                next.add(host);
            }
        }
        List<Host> gone =
                hosts.all().stream().filter(host -> !next.contains(host)).toList();
        gone.forEach(host -> {
            ways.remove(host.name());
            changes.add("dropped " + host.name());
        });
        hosts.replaceAll(next);
        changes.forEach(change -> log.info("hosts: {}", change));
        return changes;
    }

    /**
     * A sliver may be placed on a host until it is leaving. So it leaves first; a writing transaction comes after all
     * those that did not know it yet.
     */
    private boolean isStillUsed(Host host) {
        AdminState now = host.adminState();
        host.administer(new AdminState(now.plan(), now.master(), now.drained(), true));
        return store.write(tables -> tables.hosts().all()).stream()
                .anyMatch(row -> row.name().equals(host.name()) && row.used() > 0 && !row.removed());
    }

    private Host host(Known known, List<String> changes) {
        String name = known.plan().name();
        HostConnection way = known.way();
        Optional<Host> present = hosts.named(name);
        if (present.isEmpty()) {
            DockerMaster master =
                    Optional.ofNullable(opened.remove(name)).orElseGet(() -> way.open(known.plan(), masters));
            ways.put(name, way);
            changes.add("added " + name);
            AdminState adminState = new AdminState(known.plan(), master, known.drained(), known.leaving());
            return new Host(
                    adminState,
                    known.row().flatMap(row -> HostJson.description(row.description())),
                    known.row().flatMap(HostRow::downSince),
                    repooled.remove(name),
                    clock);
        }
        Host host = present.get();
        AdminState now = host.adminState();
        HostConnection before = ways.getOrDefault(name, way);
        boolean stays = before.equals(way) || !before.engine().equals(way.engine());
        DockerMaster master = stays ? now.master() : way.open(known.plan(), masters);
        HostPlan plan = before.engine().equals(way.engine())
                ? known.plan().openedWith(now.plan().local())
                : now.plan();
        AdminState next = new AdminState(plan, master, known.drained(), known.leaving());
        if (!next.equals(now)) {
            host.administer(next);
        }
        if (!new AdminState(plan.from(now.plan().origin()), master, known.drained(), known.leaving()).equals(now)) {
            changes.add((known.leaving() ? "leaving, as soon as its slivers are gone: " : "changed ") + name);
            hosts.soon(host);
        }
        if (!stays) {
            ways.put(name, way);
            hosts.closeLater(name, now.master());
        }
        return host;
    }
}
