// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.Step;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.SliverSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one step of a sliver on its host. Blocks; idempotent as {@link org.berth.dockermaster.DockerMaster} is. */
public final class HostSteps {
    private static final Logger log = LoggerFactory.getLogger(HostSteps.class);
    private static final Duration QUARANTINE = Duration.ofMinutes(10);

    private final Store store;
    private final SlicePolicy policy;
    private final Clock clock;
    private final String amLabel;

    public HostSteps(Store store, SlicePolicy policy, Clock clock, String amLabel) {
        this.store = store;
        this.policy = policy;
        this.clock = clock;
        this.amLabel = amLabel;
    }

    private static void stop(Sliver sliver, Host host) {
        SliverRow.Done done = sliver.row().done();
        if (done.generation() == 0) {
            return;
        }
        try {
            host.master().stop(sliver.urn().toString(), sliver.row().wish().generation());
        } catch (DockerMasterException e) {
            // While another takes its place there is none.
            if (e.kind() != DockerMasterException.Kind.GONE
                    || done.generation() == sliver.row().wish().generation()) {
                throw e;
            }
        }
    }

    /** @param accounts those that the sliver is to have */
    void take(Step step, Sliver sliver, List<AccountRow> accounts, Host host) {
        String urn = sliver.urn().toString();
        // What was wanted when the step began: taken again, it is the same to the host; and after a later one it is
        // late.
        SliverRow.Wish wish = sliver.row().wish();
        int generation = wish.generation();
        switch (step) {
            case CREATE -> create(sliver, accounts, host);
            case RESTART -> host.master().restart(urn, generation, wish.restarts());
            case START, RECOVER -> host.master().start(urn, generation);
            case STOP -> stop(sliver, host);
            case UPDATE_USERS -> host.master().updateUsers(urn, generation, wish.users(), told(accounts));
            case REMOVE -> host.master().delete(urn);
        }
    }

    private void create(Sliver sliver, List<AccountRow> accounts, Host host) {
        SliverRow.Place place = sliver.row().place();
        ContainerType type = policy.type(place.type())
                .orElseThrow(() -> new DockerMasterException(
                        DockerMasterException.Kind.FAILED,
                        "create: sliver type " + place.type() + " is not configured any more"));
        Endpoint wanted = new Endpoint(place.port(), place.mac(), place.ipv6());
        SliverSpec spec = new SliverSpec(
                amLabel,
                place.urn(),
                sliceUrn(sliver),
                place.clientId(),
                type,
                place.image(),
                sliver.row().wish().generation(),
                wanted,
                told(accounts),
                sliver.row().wish().users());
        Endpoint given = host.master().reserve(spec);
        if (given.sshPort() != place.port()) {
            store.write(tables -> move(tables, sliver, given.sshPort(), host));
        }
        if (!given.ipv6().equals(place.ipv6())) {
            store.write(tables -> readdress(tables, sliver, given.ipv6()));
        }
        host.master().create(spec.at(given));
    }

    /**
     * The host found the promised port taken and gave another: the old one is kept out of use for a while, the manifest
     * follows. Should the new one be promised to a sliver that the host has not heard of, that one gets another.
     */
    private Sliver move(Tables tables, Sliver stale, int port, Host host) {
        Instant now = clock.instant();
        SliverRow row = tables.slivers().byId(stale.id()).orElseThrow();
        if (isDeleted(row)) {
            return new Sliver(row);
        }
        int old = row.place().port();
        log.warn(
                "sliver={} port={} is taken on host={}, moved to port={}",
                row.place().urn(),
                old,
                host.name(),
                port);
        tables.slivers().quarantine(host.name(), old, now.plus(QUARANTINE));
        tables.slivers().holderOfPort(host.name(), port).ifPresent(holder -> {
            HostDescription pool = host.description().orElseThrow();
            int other = tables.slivers()
                    .freePort(host.name(), pool.firstPort(), pool.slots(), now)
                    .orElseThrow(() -> new DockerMasterException(
                            DockerMasterException.Kind.EXHAUSTED,
                            "reserve: port " + old + " is taken on host " + host.name() + " and no other is free"));
            changeEndpoint(tables, holder.with(holder.place().withPort(other)), now);
        });
        return changeEndpoint(tables, row.with(row.place().withPort(port)), now);
    }

    private static Sliver changeEndpoint(Tables tables, SliverRow changed, Instant now) {
        tables.endpoints().released(changed.place().id(), now);
        Sliver stored = new Sliver(tables.slivers().update(changed, now));
        tables.endpoints().assigned(stored.id(), now);
        return stored;
    }

    /** The host's prefix was changed after Allocate, and before the host heard of the sliver. */
    private Sliver readdress(Tables tables, Sliver stale, Optional<String> ipv6) {
        SliverRow row = tables.slivers().byId(stale.id()).orElseThrow();
        if (isDeleted(row)) {
            return new Sliver(row);
        }
        log.warn(
                "sliver={} ipv6={} is not of its host any more, now {}",
                stale.urn(),
                row.place().ipv6(),
                ipv6);
        return changeEndpoint(tables, row.with(row.place().withIpv6(ipv6)), clock.instant());
    }

    /** Removal does not wait for a creation under way: what that was given late must be nobody's again. */
    private static boolean isDeleted(SliverRow row) {
        return !row.done().holdsSlot() || row.lease().allocation().equals(AllocationState.UNALLOCATED.name());
    }

    private String sliceUrn(Sliver sliver) {
        String key = sliver.row().place().sliceKey();
        return store.read(
                tables -> tables.slices().byKey(key).map(slice -> slice.urn()).orElse(key));
    }

    private static List<Account> told(List<AccountRow> rows) {
        return rows.stream().map(row -> new Account(row.login(), row.keys())).toList();
    }
}
