// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Hosts;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Wish;
import org.berth.am.store.HostTable.Taken;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostChoiceTest {
    private static final int SLOTS = 4;
    private static final SlicePolicy POLICY = new SlicePolicy(
            SlicesFixture.AM, Duration.ofDays(1), Duration.ofDays(1), List.of(Wish.PLAIN), false, Set.of());

    private final List<Host> all = new ArrayList<>();
    private final Map<String, Taken> taken = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final Hosts hosts;

    HostChoiceTest() {
        IntStream.range(0, 200).forEach(i -> add(SlicesFixture.plan("host" + i)));
        hosts = new Hosts(all);
    }

    private void add(HostPlan plan) {
        Host host = new Host(plan, new FakeDockerMaster(13000, SLOTS), new SettableClock(SlicesFixture.START));
        host.refresh();
        all.add(host);
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void whatIsTakenIsReadOfAFewHostsOnly() {
        // when
        place(new Wish("a"));

        // then
        assertThat(asked).singleElement().isEqualTo(5);
    }

    @Test
    void everySlotOfEveryHostCanBeTaken() {
        // when
        for (int i = 0; i < all.size() * SLOTS; i++) {
            place(new Wish("a"));
        }

        // then
        assertThat(taken)
                .hasSize(all.size())
                .allSatisfy((host, full) -> assertThat(full.slots()).isEqualTo(SLOTS));
        assertThatThrownBy(() -> place(new Wish("a")))
                .isInstanceOf(AmException.class)
                .hasMessageContaining("and 190 more");
    }

    @Test
    void hostsThatTheRequestNamesAreAmongThoseCompared() {
        assertThat(place(new Wish("a").on("host7"), new Wish("b").on("urn:publicid:IDN+am.example.org+node+host150")))
                .containsEntry("a", "host7")
                .containsEntry("b", "host150");
        assertThat(asked).hasSize(1);
    }

    @Test
    void nodesOfALargeRequestAreSpread() {
        // when
        Map<String, String> placed =
                place(IntStream.range(0, 50).mapToObj(i -> new Wish("n" + i)).toArray(Wish[]::new));

        // then
        assertThat(placed.values()).doesNotHaveDuplicates().hasSize(50);
    }

    @Test
    void onlyHostThatSuitsIsFoundAmongMany() {
        // given
        all.forEach(host -> taken.put(host.name(), new Taken(SLOTS, 0, 0)));
        taken.remove("host123");

        // then
        assertThat(place(new Wish("a"))).containsEntry("a", "host123");
    }

    private Map<String, String> place(Wish... wishes) {
        Map<String, String> placed = new HashMap<>();
        new HostChoice(hosts, POLICY, this::takenOf)
                .take(Stream.of(wishes).map(Wish::demand).toList())
                .forEach((clientId, host) -> {
                    placed.put(clientId, host.name());
                    Taken before = taken.getOrDefault(host.name(), Taken.NOTHING);
                    taken.put(host.name(), new Taken(before.slots() + 1, 0, 0));
                });
        return placed;
    }

    private Map<String, Taken> takenOf(List<String> names) {
        asked.add(names.size());
        return Map.copyOf(taken);
    }
}
