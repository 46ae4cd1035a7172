// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.net.BindAddress;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.berth.dockermaster.state.StateFailure;

/** The endpoints of the slivers, from the store or, where that has lost them, from the containers' labels. */
final class Reservations {
    /** The time for which a port is not used after something else was found on it. */
    private static final Duration QUARANTINE = Duration.ofMinutes(10);

    /**
     * The time for which a sliver's deletion is remembered: longer than any request is under way, or any AM tries
     * again.
     */
    private static final Duration DELETED = Duration.ofDays(90);

    private final HostPool pool;
    private final BindAddress bindAddress;
    private final HostState state;
    private final StaleRequestGuard late;
    private final Containers containers;
    private final HeldPorts heldPorts;
    private final Clock clock;

    Reservations(
            HostPool pool,
            BindAddress bindAddress,
            HostState state,
            StaleRequestGuard late,
            Containers containers,
            HeldPorts heldPorts,
            Clock clock) {
        this.pool = pool;
        this.bindAddress = bindAddress;
        this.state = state;
        this.late = late;
        this.containers = containers;
        this.heldPorts = heldPorts;
        this.clock = clock;
    }

    /** Changes the pool, while no endpoint is given of it. */
    synchronized void configure(PoolSettings said) {
        pool.change(said);
    }

    synchronized Optional<Reservation> find(String sliver) {
        Optional<Reservation> known = state.find(sliver);
        if (known.isPresent()) {
            return known;
        }
        Optional<Reservation> labelled =
                containers.of(sliver).stream().findFirst().map(SliverContainer::labels);
        labelled.ifPresent(state::save);
        return labelled;
    }

    synchronized Endpoint reserve(SliverSpec spec) {
        requireNotDeleted(spec);
        Optional<Reservation> known = find(spec.sliver());
        known.ifPresent(reservation -> {
            requireSameAm(reservation, spec.am());
            StaleRequestGuard.requireGeneration(
                    "reserving a port", spec.sliver(), spec.generation(), reservation.generation());
        });
        late.requireLastUsers(spec);
        Endpoint endpoint = known.filter(this::hasItsPort)
                .map(Reservation::endpoint)
                .orElseGet(() -> {
                    String mac = spec.endpoint().mac();
                    return new Endpoint(port(spec), mac, pool.now().prefix().map(p -> p.addressFor(mac)));
                });
        state.save(Reservation.of(spec, endpoint));
        late.keepUsers(spec);
        state.keepAccounts(spec.sliver(), spec.accounts());
        return endpoint;
    }

    private void requireNotDeleted(SliverSpec spec) {
        state.deleted(spec.sliver()).ifPresent(since -> {
            throw new DockerMasterException(
                    Kind.GONE, "reserving a port: sliver " + spec.sliver() + " was deleted here at " + since);
        });
    }

    /** Keeps what accounts were changed to; those not named stay as they were. */
    synchronized void keepAccounts(String sliver, List<Account> changed) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        Stream.concat(state.accounts(sliver).stream(), changed.stream())
                .forEach(account -> accounts.put(account.login(), account));
        state.keepAccounts(sliver, List.copyOf(accounts.values()));
    }

    /**
     * Refuses what another AM has. The store's id that stands behind the URN does not matter: after a lost database an AM
     * takes its containers back with a new store.
     */
    static void requireSameAm(Reservation reservation, String am) {
        if (!urn(reservation.am()).equalsIgnoreCase(urn(am))) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "sliver " + reservation.sliver() + " on this host belongs to AM '" + reservation.am()
                            + "', not to '" + am + "'");
        }
    }

    private static String urn(String am) {
        return am.split(" ", 2)[0];
    }

    private int port(SliverSpec spec) {
        bindAddress.requireHere();
        Pool now = pool.now();
        Set<Integer> reserved = state.reservedPorts();
        Map<Integer, Instant> quarantine = state.quarantine();
        Instant tooFresh = clock.instant().minus(QUARANTINE);
        Map<Integer, Long> freed = state.freedPorts();
        Stream<Integer> longestFreeFirst = IntStream.rangeClosed(now.firstPort(), now.lastPort())
                .boxed()
                .sorted(Comparator.comparing(port -> freed.getOrDefault(port, 0L)));
        return Stream.concat(Stream.of(spec.endpoint().sshPort()), longestFreeFirst)
                .filter(port -> port >= now.firstPort() && port <= now.lastPort())
                .filter(port -> !reserved.contains(port))
                // One in quarantine before none at all: what held it may be gone by now.
                .sorted(Comparator.comparing(
                        port -> quarantine.getOrDefault(port, Instant.MIN).isAfter(tooFresh)))
                .filter(this::provesFree)
                .findFirst()
                .orElseThrow(() -> new DockerMasterException(
                        Kind.EXHAUSTED,
                        "reserving a port: all of " + now.firstPort() + " to " + now.lastPort() + " are taken, "
                                + reserved.size() + " of them by slivers"));
    }

    private boolean provesFree(int port) {
        if (heldPorts.isRefused(port) || !bindAddress.isFree(port) || containers.use(port)) {
            state.quarantine(port, clock.instant());
            return false;
        }
        state.endQuarantine(port);
        return true;
    }

    /**
     * Proves anew that a sliver's port can be had, when no container of the sliver holds it: since it was reserved,
     * something else may have come.
     *
     * @throws DockerMasterException of kind {@code FAILED} if it is taken, with what to do about it
     */
    void requireStillFree(Reservation reservation) {
        bindAddress.requireHere();
        int port = reservation.endpoint().sshPort();
        boolean listener = !bindAddress.isFree(port);
        if (listener || containers.use(port)) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "making the container: port " + port + " was reserved for the sliver, but now "
                            + (listener ? "something else on this machine listens on it" : "another container has it")
                            + "; end that, or delete the sliver and ask for another");
        }
    }

    /**
     * Returns whether a sliver's port is still its own. An engine that was killed while it started a container opens
     * the container's ports again when it is back, takes it for one that never ran, and leaves the ports open for ever.
     */
    private boolean hasItsPort(Reservation known) {
        int port = known.endpoint().sshPort();
        return !heldPorts.isRefused(port)
                && (bindAddress.isFree(port)
                        || containers.of(known.sliver()).stream().noneMatch(made -> made.power() == Power.INCOMPLETE));
    }

    /** Keeps that a sliver is deleted here, from before its first part is removed. */
    synchronized void markDeleted(String sliver) {
        Instant now = clock.instant();
        state.markDeleted(sliver, now, now.minus(DELETED));
    }

    /** The same; false if the disk takes nothing now, which must not keep anybody from removing what fills it. */
    boolean isMarkedDeleted(String sliver) {
        try {
            markDeleted(sliver);
            return true;
        } catch (RuntimeException e) {
            if (StateFailure.of(e).equals(Optional.of(StateFailure.UNUSABLE_NOW))) {
                return false;
            }
            throw e;
        }
    }

    synchronized void remove(String sliver) {
        state.remove(sliver);
    }
}
