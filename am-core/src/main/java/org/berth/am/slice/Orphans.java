// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.base.Incidents;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerDemand;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.DesiredState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.store.Tables;
import org.berth.am.work.Reconciler;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.validation.HostValidator;
import org.berth.rspec.Urn;
import org.slf4j.LoggerFactory;

/**
 * Containers with Berth's labels that the store does not know: after a lost database, or of another AM on the same engine.
 * They are touched only when an admin says so.
 */
public final class Orphans {
    private static final Incidents INCIDENTS = new Incidents(LoggerFactory.getLogger(Orphans.class));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Store store;
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final Clock clock;
    private final Duration patience;

    public Orphans(Store store, Hosts hosts, SlicePolicy policy, Clock clock) {
        this(store, hosts, policy, clock, PATIENCE);
    }

    /** @param patience with each host that is asked */
    Orphans(Store store, Hosts hosts, SlicePolicy policy, Clock clock, Duration patience) {
        this.patience = patience;
        this.store = store;
        this.hosts = hosts;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * An unknown container.
     *
     * @param host where it is
     * @param container what its labels say
     */
    public record Orphan(String host, FoundSliver container) {}

    /**
     * The orphans of one host.
     *
     * @param trouble the reason why they cannot be listed; empty: the orphans are all
     */
    public record OnHost(String host, List<Orphan> orphans, String trouble) {}

    /** The orphans of each host, which are asked side by side; none waits for another that hangs. */
    public List<OnHost> list() {
        ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("orphans"));
        try {
            List<CompletableFuture<OnHost>> asked = hosts.all().stream()
                    .map(host -> CompletableFuture.supplyAsync(() -> on(host), threads)
                            .completeOnTimeout(
                                    failed(host, "it does not answer"), patience.toMillis(), TimeUnit.MILLISECONDS))
                    .toList();
            return asked.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private OnHost on(Host host) {
        if (!host.available()) {
            return failed(host, host.trouble().orElse("it does not answer"));
        }
        try {
            List<Orphan> orphans = host.master().list().stream()
                    .filter(container -> store.read(
                                    tables -> tables.slivers().byId(Reconciler.idOf(container.sliver())))
                            .isEmpty())
                    .map(container -> new Orphan(host.name(), container))
                    .toList();
            return new OnHost(host.name(), orphans, "");
        } catch (DockerMasterException e) {
            return failed(host, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            return failed(host, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // The other hosts' orphans are listed all the same.
            String incident = INCIDENTS.report("host=" + host.name() + " listing its containers", e);
            return failed(host, incident + "; see the AM's log");
        }
    }

    private static OnHost failed(Host host, String trouble) {
        return new OnHost(host.name(), List.of(), trouble);
    }

    /**
     * Takes an orphan back as a provisioned sliver of its slice.
     *
     * @param sliver its URN
     * @param lease from now; at most the longest this AM gives
     * @throws AdminRefusedException if there is no such orphan, it cannot be one of ours, or its host does not answer
     */
    public SliverStatus adopt(Urn sliver, Duration lease) {
        Orphan orphan = find(sliver);
        Instant now = clock.instant();
        if (!sliver.authority().equalsIgnoreCase(policy.aggregate().authority())) {
            throw new AdminRefusedException(sliver + " belongs to another aggregate than " + policy.aggregate()
                    + "; adopt it there, or remove it with: berth orphans remove " + sliver);
        }
        if (policy.type(orphan.container().type()).isEmpty()) {
            throw new AdminRefusedException("sliver type " + orphan.container().type() + " of " + sliver
                    + " is not configured here; add a section for it first");
        }
        try {
            HostValidator.announced(
                    orphan.container().endpoint(), hosts.named(orphan.host()).flatMap(Host::description));
        } catch (DockerMasterException e) {
            throw new AdminRefusedException(
                    sliver + " cannot be adopted from host " + orphan.host() + ": " + e.getMessage(), e);
        }
        Duration granted = lease.compareTo(policy.maxLease()) > 0 ? policy.maxLease() : lease;
        List<Account> accounts =
                ask(orphan, master -> master.accounts(orphan.container().sliver()));
        return store.write(tables -> adopt(tables, orphan, accounts, now.plus(granted), now))
                .status();
    }

    private Sliver adopt(Tables tables, Orphan orphan, List<Account> accounts, Instant expires, Instant now) {
        FoundSliver container = orphan.container();
        Urn slice = Urn.parse(container.slice());
        ContainerType type = policy.type(container.type()).orElseThrow();
        tables.slivers().liveOfSlice(slice.key()).stream()
                .filter(live -> live.place().clientId().equals(container.node()))
                .findFirst()
                .ifPresent(live -> {
                    throw new AdminRefusedException("node '" + container.node() + "' of slice " + slice + " is "
                            + live.place().urn() + " already; delete that one first, with: berth sliver delete "
                            + live.place().urn());
                });
        tables.slivers()
                .holderOfPort(orphan.host(), container.endpoint().sshPort())
                .ifPresent(holder -> {
                    throw new AdminRefusedException(
                            "port " + container.endpoint().sshPort() + " of " + container.sliver() + " is promised to "
                                    + holder.place().urn() + "; delete that one first");
                });
        tables.slices().add(slice.key(), slice.toString());
        String request = AdoptedRequest.of(policy.aggregate(), container);
        int number = tables.slices()
                .addRequest(slice.key(), request, RequestSize.of(request).parts());
        boolean runs = container.power() == FoundSliver.Power.RUNNING;
        SliverRow row = new SliverRow(
                new SliverRow.Place(
                        Reconciler.idOf(container.sliver()),
                        container.sliver(),
                        slice.key(),
                        number,
                        0,
                        container.node(),
                        container.type(),
                        container.image(),
                        orphan.host(),
                        container.endpoint().sshPort(),
                        container.endpoint().mac(),
                        container.endpoint().ipv6(),
                        ContainerDemand.memoryBytes(type),
                        ContainerDemand.millicpus(type)),
                new SliverRow.Lease(AllocationState.PROVISIONED.name(), expires, Optional.empty()),
                new SliverRow.Wish(
                        (runs ? DesiredState.RUNNING : DesiredState.STOPPED).name(),
                        (runs ? OperationalState.READY : OperationalState.NOTREADY).name(),
                        container.generation(),
                        container.restarts(),
                        container.userChanges()),
                new SliverRow.Done(
                        container.generation(), container.restarts(), container.userChanges(), 0, true, true),
                List.of(),
                now,
                0);
        tables.hosts().take(row.place());
        tables.slivers().insert(row);
        tables.endpoints().assigned(row.place().id(), now);
        tables.accounts()
                .replace(
                        row.place().id(),
                        accounts.stream()
                                .map(account -> new AccountRow("", account.login(), account.keys()))
                                .toList());
        return new Sliver(row);
    }

    /**
     * Removes an orphan for good, with its container and its disk.
     *
     * @throws AdminRefusedException if there is no such orphan, or its host does not do it
     */
    public void remove(Urn sliver) {
        Orphan orphan = find(sliver);
        boolean unused = ask(orphan, master -> {
            master.delete(orphan.container().sliver());
            return true;
        });
    }

    private <T> T ask(Orphan orphan, Function<DockerMaster, T> request) {
        Host host = hosts.named(orphan.host())
                .orElseThrow(() -> new AdminRefusedException("host " + orphan.host() + " was removed a moment ago"));
        try {
            return request.apply(host.master());
        } catch (DockerMasterException e) {
            throw new AdminRefusedException(
                    "host " + orphan.host() + " did not do what "
                            + orphan.container().sliver() + " needs: " + e.getMessage() + "; see berth host show "
                            + orphan.host() + ", then try again",
                    e);
        }
    }

    private Orphan find(Urn sliver) {
        return list().stream()
                .flatMap(host -> host.orphans().stream())
                .filter(orphan -> orphan.container().sliver().equalsIgnoreCase(sliver.toString()))
                .findFirst()
                .orElseThrow(() -> new AdminRefusedException("no orphan " + sliver
                        + " on any host that answers; berth orphans list shows those that there are"));
    }
}
