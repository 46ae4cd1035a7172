// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.Step;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.am.store.WorkTable.OverdueRow;
import org.berth.am.store.WorkTable.PendingRow;
import org.berth.rspec.Urn;

/** Work that is not done {@link #LIMIT} after it was asked for, and work that was tried in vain, for the admin. */
public final class OverdueWork {
    /** No step takes that long, but for one that makes the base image first. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int MOST_SHOWN = 100;

    private final Store store;
    private final Hosts hosts;
    private final Clock clock;

    public OverdueWork(Store store, Hosts hosts, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.clock = clock;
    }

    /**
     * A sliver whose work is stuck.
     *
     * @param sliver whose
     * @param slice the slice's URN
     * @param step what is to be done, in lower case
     * @param since when it was asked for
     * @param attempts how often it was tried in vain
     * @param reason why the last attempt failed; empty if none has ended
     */
    public record Stuck(Urn sliver, String slice, String step, Instant since, int attempts, String reason) {}

    /** A sentence for each host that answers and has overdue work, joined; empty if there is none. */
    public Optional<String> warning() {
        Map<String, OverdueRow> rows = rows();
        String all = hosts.all().stream()
                .filter(Host::reached)
                .flatMap(host -> Optional.ofNullable(rows.get(host.name())).stream())
                .map(OverdueWork::sentence)
                .collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    /** The sentence of one host; empty if it has none. */
    public Optional<String> warning(String host) {
        return Optional.ofNullable(rows().get(host)).map(OverdueWork::sentence);
    }

    /** Returns the number of slivers with overdue work, those of hosts that are away included. */
    public int count() {
        return rows().values().stream().mapToInt(OverdueRow::slivers).sum();
    }

    /** The slivers of a host that are stuck, the longest first; at most {@value #MOST_SHOWN}. */
    public List<Stuck> stuck(String host) {
        Instant before = clock.instant().minus(LIMIT);
        return store.read(tables -> tables.work().stuck(host, before, MOST_SHOWN).stream()
                .flatMap(row -> stuck(tables, row).stream())
                .toList());
    }

    private static Optional<Stuck> stuck(Tables tables, PendingRow row) {
        return tables.slivers()
                .byId(row.sliverId())
                .map(Sliver::new)
                .flatMap(sliver -> Step.next(sliver)
                        .map(step -> new Stuck(
                                sliver.urn(),
                                sliver.row().place().sliceKey(),
                                step.text(),
                                row.since(),
                                row.attempts(),
                                row.reason())));
    }

    private Map<String, OverdueRow> rows() {
        Instant before = clock.instant().minus(LIMIT);
        return store.read(tables -> tables.work().overdue(before)).stream()
                .collect(Collectors.toMap(OverdueRow::host, Function.identity()));
    }

    private static String sentence(OverdueRow row) {
        return "host " + row.host() + " has overdue work for " + row.slivers()
                + (row.slivers() == 1 ? " sliver" : " slivers") + ", the oldest asked for at " + row.oldest()
                + "; berth host show " + row.host() + " lists it";
    }
}
