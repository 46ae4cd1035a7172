// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.base.DaemonThreads;

/**
 * IPv4 addresses of hosts' public names, for manifests. A name is looked up beside the calls that ask for it and never in
 * one, since a name server may take its time: the first manifest with a name has no address, later ones have.
 */
public final class PublicAddresses {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);
    /** More than there are hosts: a host may say another name each time it is asked. */
    private static final int MOST = 1_000;

    private final InstantSource clock;
    private final Executor executor;
    private final Function<String, Optional<String>> lookup;
    private final Map<String, Known> known = new LinkedHashMap<>();

    private record Known(Instant asked, Optional<String> address) {}

    /** With the machine's name service, and one thread that keeps no program from ending. */
    public PublicAddresses(InstantSource clock) {
        this(clock, Executors.newSingleThreadExecutor(DaemonThreads.named("host-names")), PublicAddresses::resolve);
    }

    /**
     * @param executor where names are looked up
     * @param lookup the address of a name; may take long
     */
    PublicAddresses(InstantSource clock, Executor executor, Function<String, Optional<String>> lookup) {
        this.clock = clock;
        this.executor = executor;
        this.lookup = lookup;
    }

    /** The IPv4 address of a name as last known; of an address, itself. Returns at once. */
    Optional<String> of(String hostname) {
        if (IPV4.matcher(hostname).matches()) {
            return Optional.of(hostname);
        }
        Instant now = clock.instant();
        Optional<String> last;
        synchronized (known) {
            Known before = known.get(hostname);
            if (before != null && now.isBefore(before.asked().plus(GOOD_FOR))) {
                return before.address();
            }
            last = before == null ? Optional.empty() : before.address();
            put(hostname, new Known(now, last));
        }
        executor.execute(() -> {
            Optional<String> found = lookup.apply(hostname);
            synchronized (known) {
                put(hostname, new Known(now, found));
            }
        });
        return last;
    }

    private void put(String hostname, Known answer) {
        known.remove(hostname);
        known.put(hostname, answer);
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Resolves a name to an address that others can reach: Debian has a machine's own name at 127.0.1.1. */
    private static Optional<String> resolve(String hostname) {
        try {
            return Stream.of(InetAddress.getAllByName(hostname))
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress() && !address.isAnyLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
