// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPoolTest {
    private static final String PREFIX = "2001:db8:1:2::/64";

    @TempDir
    Path directory;

    @Test
    void networkWithoutIpv6IsUsedUntilTheLastSliverFromBeforeThePrefixIsGone() {
        try (HostState state = HostState.open(directory)) {
            // given
            HostSettings settings = new HostSettings(
                    "one", 10, 12000, "h", Optional.empty(), "unix:///none", Optional.empty(), directory);
            HostPool pool = new HostPool(settings, state, mock());
            state.save(reservation("earlier", 12000, Optional.empty()));
            assertThat(pool.prefixes()).containsExactly(Optional.empty());

            // when
            pool.change(
                    new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.of(PREFIX)));
            state.save(reservation("later", 12001, Optional.of("2001:db8:1:2::5")));

            // then
            Optional<Ipv6Prefix> prefix = Optional.of(Ipv6Prefix.parse(PREFIX));
            assertThat(pool.prefixes()).containsExactly(prefix, Optional.empty());
            state.remove("earlier");
            assertThat(pool.prefixes()).containsExactly(prefix);
        }
    }

    private static Reservation reservation(String sliver, int port, Optional<String> ipv6) {
        return new Reservation(
                sliver, "am", "slice", "node", "type", "image", 1, new Endpoint(port, "02:00:00:00:00:01", ipv6));
    }
}
