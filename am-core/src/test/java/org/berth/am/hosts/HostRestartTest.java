// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.HostDescription;
import org.junit.jupiter.api.Test;

/** What is known of hosts when the AM starts again. */
class HostRestartTest extends HostRegistryFixture {
    @Test
    void aHostThatIsAddedIsThereAfterARestartToo() {
        // given
        registry.start(List.of(section("one")));
        // when
        boolean isNew = registry.add(
                "two",
                plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.2")))
                        .withLocation(Optional.of(new Location("BE", 51, 3))));
        boolean isNewAgain = registry.add("two", plan -> plan);
        restart(section("one"));
        // then
        assertThat(isNew).isTrue();
        assertThat(isNewAgain).isFalse();
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("one", "two");
        assertThat(host("two").plan().agent()).contains(new AgentAddress("192.0.2.2", 11999));
        assertThat(host("two").location()).contains(new Location("BE", 51, 3));
    }

    @Test
    void theDescriptionOfAHostThatIsAwayOutlivesARestart() {
        // given
        registry.start(List.of(section("one")));
        HostDescription known = host("one").description().orElseThrow();
        masters.host("one").fail("no route to host");
        // when
        restart(section("one"));
        // then
        assertThat(host("one").description()).contains(known);
        assertThat(host("one").hostname()).isEqualTo("one.example.org");
        await().until(() -> !host("one").available());
        assertThat(host("one").description()).contains(known);
    }

    @Test
    void aHostThatAnsweredIsTakenToDoSoWhileItIsAskedAgain() {
        // given
        registry.start(List.of(section("one")));
        masters.host("one").hang();
        // when
        restart(section("one"));
        // then it takes slivers, and work once it was asked
        assertThat(host("one").accepts()).isTrue();
        assertThat(host("one").reached()).isFalse();
        List<String> returned = new CopyOnWriteArrayList<>();
        registry.hosts().addListener(new HostListener() {
            @Override
            public void returned(Host host) {
                returned.add(host.name());
            }
        });
        // when
        masters.host("one").recover();
        // then
        await().until(() -> returned.equals(List.of("one")));
        assertThat(host("one").reached()).isTrue();
    }

    @Test
    void sinceWhenAHostIsAwayOutlivesARestart() {
        // given
        registry.start(List.of(section("one")));
        masters.host("one").fail("no route to host");
        Instant lost = clock.instant();
        registry.hosts().soon(host("one"));
        await().until(() -> kept("one").downSince().equals(Optional.of(lost)));
        // when
        clock.advance(Duration.ofHours(5));
        restart(section("one"));
        // then
        await().untilAsserted(() -> assertThat(host("one").trouble())
                .contains("host one has not been reachable since 2030-01-01T00:00:00Z: no route to host"));
        // when
        masters.host("one").recover();
        registry.hosts().soon(host("one"));
        await().until(() -> kept("one").downSince().isEmpty());
        masters.host("one").fail("no route to host");
        restart(section("one"));
        // then
        await().until(() -> host("one").downSince().equals(Optional.of(lost.plus(Duration.ofHours(5)))));
        // when it is removed and added again, it begins anew
        registry.reload(List.of());
        await().until(() -> kept("one").downSince().isEmpty());
    }

    @Test
    void aDescriptionIsStoredOnlyWhenItIsAnother() {
        // given
        registry.start(List.of(section("one")));
        overwriteDescription("one", "");
        int looks = masters.host("one").looks();
        // when
        registry.hosts().soon(host("one"));
        registry.hosts().soon(host("one"));
        // then
        await().until(() -> masters.host("one").looks() >= looks + 2);
        assertThat(kept("one").description()).isEmpty();
        // when
        masters.host("one").upgradeEngine("made up 2");
        registry.hosts().soon(host("one"));
        // then
        await().untilAsserted(() -> assertThat(kept("one").description()).contains("made up 2"));
    }

    @Test
    void drainingLastsOverARestartUntilItIsTakenBack() {
        // given
        registry.start(List.of(section("one")));
        // when
        registry.drain("one", true);
        restart(section("one"));
        // then
        assertThat(host("one").drained()).isTrue();
        assertThat(host("one").available()).isTrue();
        assertThat(host("one").accepts()).isFalse();
        // when
        registry.drain("one", false);
        // then
        assertThat(host("one").accepts()).isTrue();
    }
}
