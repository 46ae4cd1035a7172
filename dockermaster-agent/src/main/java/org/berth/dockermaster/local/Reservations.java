package org.berth.dockermaster.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.net.Ports;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;

/** Which sliver has which endpoint. The store tells; what it does not know any more, the containers' labels do. */
final class Reservations {
    /** How long a port is left alone after something else was found on it. */
    private static final Duration QUARANTINE = Duration.ofMinutes(10);

    private final HostSettings settings;
    private final Optional<Ipv6Prefix> prefix;
    private final HostState state;
    private final Containers containers;
    private final Clock clock;

    Reservations(
            HostSettings settings, Optional<Ipv6Prefix> prefix, HostState state, Containers containers, Clock clock) {
        this.settings = settings;
        this.prefix = prefix;
        this.state = state;
        this.containers = containers;
        this.clock = clock;
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
        Optional<Reservation> known = find(spec.sliver());
        known.ifPresent(reservation -> requireSameAm(reservation, spec.am()));
        Endpoint endpoint = known.map(Reservation::endpoint).orElseGet(() -> {
            String mac = spec.endpoint().mac();
            return new Endpoint(port(spec), mac, prefix.map(p -> p.addressFor(mac)));
        });
        state.save(Reservation.of(spec, endpoint));
        state.keepAccounts(spec.sliver(), spec.accounts());
        return endpoint;
    }

    /** Keeps what accounts were changed to; those not named stay as they were. */
    synchronized void keepAccounts(String sliver, List<Account> changed) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        Stream.concat(state.accounts().getOrDefault(sliver, List.of()).stream(), changed.stream())
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
        int first = settings.firstPort();
        int wanted = spec.endpoint().sshPort();
        Set<Integer> reserved = state.reservedPorts();
        Map<Integer, Instant> quarantine = state.quarantine();
        Instant tooFresh = clock.instant().minus(QUARANTINE);
        return IntStream.concat(IntStream.of(wanted), IntStream.range(first, first + settings.slots()))
                .filter(port -> port >= first && port < first + settings.slots())
                .filter(port -> !reserved.contains(port))
                .filter(port -> !quarantine.getOrDefault(port, Instant.MIN).isAfter(tooFresh))
                .filter(this::provesFree)
                .findFirst()
                .orElseThrow(() -> new DockerMasterException(
                        Kind.EXHAUSTED,
                        "reserving a port: all of " + first + " to " + (first + settings.slots() - 1) + " are taken, "
                                + reserved.size() + " of them by slivers"));
    }

    private boolean provesFree(int port) {
        if (!Ports.isFree(port) || containers.use(port)) {
            state.quarantine(port, clock.instant());
            return false;
        }
        state.endQuarantine(port);
        return true;
    }

    synchronized void remove(String sliver) {
        state.remove(sliver);
    }
}
