// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.PoolSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostStateTest {
    @TempDir
    Path folder;

    @Test
    void whatWasPromisedIsThereAfterReopening() {
        // given
        Reservation withAddress = reservation("a", 1, 12000, Optional.of("fd78::1"));
        Reservation without = reservation("b", 1, 12001, Optional.empty());
        Instant since = Instant.parse("2026-11-20T12:00:00.123Z");
        try (HostState state = HostState.open(folder)) {
            state.save(withAddress);
            state.save(without);
            state.quarantine(12002, since);
        }

        // when
        try (HostState state = HostState.open(folder)) {
            // then
            assertThat(state.find("a")).contains(withAddress);
            assertThat(state.find("b")).contains(without);
            assertThat(state.find("c")).isEmpty();
            assertThat(state.reservedPorts()).containsExactlyInAnyOrder(12000, 12001);
            assertThat(state.quarantine()).containsOnly(Map.entry(12002, since));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 20_000})
    void aDamagedFileIsPutAsideAndANewOneIsBegun(int from) throws IOException {
        // given
        HostState.open(folder).close();
        Path file = folder.resolve("host.db");
        byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, from, damaged.length, (byte) 0xA5);
        Files.write(file, damaged);
        Files.writeString(folder.resolve("host.db.damaged-1"), "of another day");

        // when
        try (HostState state = HostState.open(folder)) {
            state.save(reservation("a", 1, 12000, Optional.empty()));
        }

        // then
        assertThat(folder.resolve("host.db.damaged-2")).hasBinaryContent(damaged);
        assertThat(folder.resolve("host.db.damaged-1")).hasContent("of another day");
        try (HostState state = HostState.open(folder)) {
            assertThat(state.find("a")).isPresent();
        }
    }

    @Test
    void newerGenerationTakesTheOldOnesPlaceAndRemovalFreesThePort() {
        try (HostState state = HostState.open(folder)) {
            // given
            state.save(reservation("a", 1, 12000, Optional.empty()));
            state.save(reservation("a", 2, 12000, Optional.empty()));
            assertThat(state.find("a").orElseThrow().generation()).isEqualTo(2);

            // when
            state.remove("a");
            state.remove("a");

            // then
            state.save(reservation("b", 1, 12000, Optional.empty()));
            assertThat(state.reservedPorts()).containsOnly(12000);
        }
    }

    @Test
    void portsAreKnownInTheOrderInWhichTheyWereGivenBack() {
        // given
        try (HostState state = HostState.open(folder)) {
            state.save(reservation("a", 1, 12000, Optional.empty()));
            state.save(reservation("b", 1, 12001, Optional.empty()));
            state.remove("b");
            state.remove("a");
            state.save(reservation("c", 1, 12001, Optional.empty()));
        }

        // when
        try (HostState state = HostState.open(folder)) {
            state.remove("c");

            // then
            assertThat(state.freedPorts().get(12000))
                    .isLessThan(state.freedPorts().get(12001));
            assertThat(state.freedPorts()).hasSize(2);
        }
    }

    @Test
    void accountsAreKeptInOrderUntilTheSliverIsRemoved() {
        // given
        Account alice = new Account("alice", List.of("ssh-ed25519 A1", "ssh-ed25519 A2"));
        Account lockedOut = new Account("bob", List.of());
        try (HostState state = HostState.open(folder)) {
            state.keepAccounts("a", List.of(new Account("carol", List.of())));
            state.keepAccounts("a", List.of(lockedOut, alice));
            state.keepAccounts("b", List.of(alice));
            state.remove("b");
        }

        // when
        try (HostState state = HostState.open(folder)) {
            // then
            assertThat(state.accounts("a")).containsExactly(lockedOut, alice);
            assertThat(state.accounts("b")).isEmpty();
        }
    }

    @Test
    void countsAreKeptUntilTheSliverIsRemoved() {
        // given
        try (HostState state = HostState.open(folder)) {
            state.keepCounts("a", new Counts(2, 3, 4));
            state.keepCounts("a", new Counts(2, 3, 5));
            state.keepCounts("b", Counts.none(1));
            state.remove("b");
        }

        // when
        try (HostState state = HostState.open(folder)) {
            // then
            assertThat(state.counts("a")).contains(new Counts(2, 3, 5));
            assertThat(state.counts("b")).isEmpty();
            assertThat(state.counts()).containsOnly(Map.entry("a", new Counts(2, 3, 5)));
        }
    }

    @Test
    void deletionIsKnownUntilItIsForgotten() {
        // given
        Instant then = Instant.parse("2026-11-20T12:00:00Z");
        try (HostState state = HostState.open(folder)) {
            state.markDeleted("a", then, then);
            state.markDeleted("b", then.plusSeconds(1), then);
        }
        try (HostState state = HostState.open(folder)) {
            assertThat(state.deleted("a")).contains(then);

            // when
            state.markDeleted("c", then.plusSeconds(9), then.plusSeconds(1));

            // then
            assertThat(state.deleted("a")).isEmpty();
            assertThat(state.deleted("b")).contains(then.plusSeconds(1));
        }
    }

    @Test
    void poolThatWasSaidLastIsKept() {
        // given
        PoolSettings all =
                new PoolSettings(Optional.of("h"), OptionalInt.of(12000), OptionalInt.of(7), Optional.of("fd78::/64"));
        PoolSettings part =
                new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(8), Optional.empty());
        try (HostState state = HostState.open(folder)) {
            assertThat(state.pool()).isEqualTo(PoolSettings.AS_HOST_SAYS);

            // when
            state.keepPool(all);
            assertThat(state.pool()).isEqualTo(all);
            state.keepPool(part);
        }

        // then
        try (HostState state = HostState.open(folder)) {
            assertThat(state.pool()).isEqualTo(part);
        }
    }

    @Test
    void portIsNeverPromisedTwice() {
        try (HostState state = HostState.open(folder)) {
            // given
            state.save(reservation("a", 1, 12000, Optional.empty()));

            // when
            assertThatThrownBy(() -> state.save(reservation("b", 1, 12000, Optional.empty())))
                    // then
                    .isInstanceOf(RuntimeException.class);
            assertThat(state.find("a")).isPresent();
            assertThat(state.find("b")).isEmpty();
        }
    }

    private static Reservation reservation(String sliver, int generation, int port, Optional<String> ipv6) {
        return new Reservation(
                sliver,
                "am",
                "slice",
                "node '\u00e9",
                "type",
                "",
                generation,
                new Endpoint(port, "02:00:00:00:00:01", ipv6));
    }
}
