// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.Test;

class PublicAddressesTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final Queue<Runnable> pending = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<String> answer = Optional.of("192.0.2.7");
    private final PublicAddresses addresses = new PublicAddresses(clock, pending::add, name -> {
        asked.add(name);
        return answer;
    });

    @Test
    void nameIsLookedUpBesideTheCallAndKnownToTheNext() {
        assertThat(addresses.of("host1.example.org")).isEmpty();
        assertThat(addresses.of("host1.example.org")).isEmpty();
        assertThat(pending).hasSize(1);

        // when
        pending.remove().run();

        // then
        assertThat(addresses.of("host1.example.org")).contains("192.0.2.7");
        assertThat(pending).isEmpty();
    }

    @Test
    void nameIsLookedUpAgainAfterAWhileAndWhatWasKnownHoldsUntilThen() {
        // given
        addresses.of("host1.example.org");
        pending.remove().run();
        clock.advance(Duration.ofMinutes(11));
        answer = Optional.empty();

        // then
        assertThat(addresses.of("host1.example.org")).contains("192.0.2.7");
        pending.remove().run();
        assertThat(addresses.of("host1.example.org")).isEmpty();
        assertThat(asked).containsExactly("host1.example.org", "host1.example.org");
    }

    @Test
    void addressIsItsOwn() {
        assertThat(addresses.of("192.0.2.1")).contains("192.0.2.1");
        assertThat(pending).isEmpty();
    }

    @Test
    void manyNamesAreNotAllKept() {
        for (int i = 0; i < 1_001; i++) {
            addresses.of("host" + i);
        }
        pending.clear();

        // when
        addresses.of("host1000");
        addresses.of("host0");

        // then
        assertThat(pending).hasSize(1);
    }
}
