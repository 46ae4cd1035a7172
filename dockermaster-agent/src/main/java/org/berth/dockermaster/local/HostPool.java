// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.state.HostState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's pool as it is now: its own settings, and what an AM's admin said, which is kept and wins. */
final class HostPool {
    private static final Logger log = LoggerFactory.getLogger(HostPool.class);

    private final HostSettings own;
    private final HostState state;
    private final Containers containers;
    private volatile Pool now;

    /** @param own the host's own settings, which are right */
    HostPool(HostSettings own, HostState state, Containers containers) {
        this.own = own;
        this.state = state;
        this.containers = containers;
        this.now = opened();
    }

    /**
     * Returns the pool that the host opens with. The stored settings were right beside the configuration of then; if
     * they no longer are, their ports are dropped, since the host has to open.
     */
    private Pool opened() {
        PoolSettings said = state.pool();
        try {
            return Pool.of(own, said);
        } catch (DockerMasterException e) {
            log.warn("the ports that the AM gave this host do not go with its configuration: {}", e.getMessage());
            return Pool.of(
                    own,
                    new PoolSettings(said.hostname(), OptionalInt.empty(), OptionalInt.empty(), said.ipv6Prefix()));
        }
    }

    Pool now() {
        return now;
    }

    /**
     * The prefixes of the networks that slivers are on: the present one, and none where there are slivers from before the host
     * had one.
     */
    List<Optional<Ipv6Prefix>> prefixes() {
        Optional<Ipv6Prefix> present = now.prefix();
        boolean earlier = present.isPresent()
                && state.reservedAddresses().size() < state.reservedPorts().size();
        return earlier ? List.of(present, Optional.empty()) : List.of(present);
    }

    /**
     * Changes the pool and keeps that.
     *
     * @throws DockerMasterException of kind {@code FAILED} if a setting is wrong, or the prefix is another one while
     *     slivers have addresses of the present one
     */
    void change(PoolSettings said) {
        Pool next = Pool.of(own, said);
        if (!next.prefix().equals(now.prefix())) {
            now.prefix().ifPresent(present -> requireUnused(present, next));
        }
        state.keepPool(said);
        now = next;
    }

    private void requireUnused(Ipv6Prefix present, Pool next) {
        // A sliver without a container has its address too; and of one whose reservation is lost, its labels tell.
        Stream<String> promised = state.reservedAddresses().stream();
        Stream<String> labelled = containers.all().stream()
                .map(container -> container.labels().endpoint().ipv6())
                .flatMap(Optional::stream);
        long users = Stream.concat(promised, labelled)
                .filter(present::contains)
                .distinct()
                .count();
        if (users > 0) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "ipv6_prefix cannot change from " + present + " to "
                            + next.prefix().map(Ipv6Prefix::toString).orElse("none") + " while slivers have addresses"
                            + " of it (" + users + " now): drain the host, and change it when they are gone");
        }
    }
}
