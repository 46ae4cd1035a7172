// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.testing.ScarceThreads;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final SettableClock clock = new SettableClock(START);
    private final FakeDockerMasterFactory masters = new FakeDockerMasterFactory();
    private Hosts hosts = new Hosts(List.of());

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void aHostThatHangsDelaysNobodyAndIsToldAsUnreachable() {
        // given
        masters.host("slow").hang();
        hosts = new Hosts(List.of(host("slow"), host("fast")), PERIOD);
        // when
        hosts.start();
        // then
        assertThat(named("fast").accepts()).isTrue();
        masters.host("fast").fail("no route to host");
        await().until(() -> !named("fast").available());
        masters.host("fast").recover();
        await().until(() -> named("fast").available());
        await().untilAsserted(
                        () -> assertThat(named("slow").trouble())
                                .contains(
                                        "host slow has not been reachable since 2030-01-01T00:00:00Z: it was asked and does not answer"));
        masters.host("slow").recover();
        await().until(() -> named("slow").available());
    }

    @Test
    void twoHundredHostsAreAllAskedAgainAndAgain() {
        // given
        List<Host> many = IntStream.range(0, 200).mapToObj(i -> host("h" + i)).toList();
        hosts = new Hosts(many, Duration.ofSeconds(1));
        hosts.start();
        assertThat(many).allMatch(Host::available);
        // when
        many.forEach(host -> masters.host(host.name()).fail("gone"));
        // then
        await().until(() -> many.stream().noneMatch(Host::available));
    }

    @Test
    void readersSeeAWholeSetOfHostsWhileItChanges() throws Exception {
        // given
        Host one = host("one");
        Host two = host("two");
        List<List<Host>> sets = List.of(List.of(one, two), List.of(two), List.of(two, host("three")));
        hosts = new Hosts(sets.get(0), PERIOD);
        hosts.start();
        AtomicBoolean done = new AtomicBoolean();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread reader = new Thread(() -> {
                while (!done.get()) {
                    List<Host> seen = List.copyOf(hosts.all());
                    if (!sets.contains(seen) && seen.size() != 1) {
                        wrong.add(seen.toString());
                    }
                    if (hosts.named("two").filter(host -> host == two).isEmpty()) {
                        wrong.add("two is away");
                    }
                }
            });
            reader.start();
            readers.add(reader);
        }
        // when
        for (int round = 0; round < 300; round++) {
            hosts.replaceAll(sets.get(round % 2));
        }
        hosts.replaceAll(sets.get(2));
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        // then
        assertThat(wrong).isEmpty();
        assertThat(hosts.named("one")).isEmpty();
        await().until(() -> hosts.named("three").orElseThrow().available());
    }

    @Test
    void whereNoThreadIsToBeHadHostsAreLookedAtAndDroppedAsSoonAsThereIsOne() {
        // given
        ScarceThreads threads = new ScarceThreads();
        hosts = new Hosts(List.of(host("one")), PERIOD, threads);
        AtomicInteger regularly = new AtomicInteger();
        hosts.start();
        hosts.regularly(regularly::incrementAndGet);
        // when
        threads.runOut(6);
        await().until(threads::hadNone);
        // then
        masters.host("one").fail("no route to host");
        await().untilAsserted(
                        () -> assertThat(named("one").trouble().orElse("")).endsWith("no route to host"));
        int before = regularly.get();
        await().until(() -> regularly.get() > before);
        // when
        threads.runOut(2);
        hosts.replaceAll(List.of());
        // then
        await().until(() -> masters.host("one").timesClosed() == 1);
    }

    @Test
    void aHostThatIsDroppedIsHeardOfNoMoreAndItsMasterClosed() {
        // given
        List<String> news = new CopyOnWriteArrayList<>();
        hosts = new Hosts(List.of(host("one")), PERIOD);
        hosts.addListener(listener(news));
        hosts.start();
        await().until(() -> masters.host("one").listeners() == 1);
        // when
        hosts.replaceAll(List.of());
        // then
        await().untilAsserted(() -> assertThat(news).containsExactly("described one", "returned one", "removed one"));
        assertThat(masters.host("one").listeners()).isZero();
        assertThat(masters.host("one").timesClosed()).isEqualTo(1);
    }

    @Test
    void whoeverListensIsToldOfReturnsAndEventsThoughAnotherListenerFails() {
        // given
        List<String> news = new CopyOnWriteArrayList<>();
        hosts = new Hosts(List.of(host("one")), PERIOD);
        hosts.addListener(new HostListener() {
            @Override
            public void returned(Host host) {
                throw new IllegalStateException("not my day");
            }
        });
        hosts.addListener(listener(news));
        hosts.start();
        // when
        masters.host("one").fail("no route to host");
        await().until(() -> !named("one").available());
        masters.host("one").recover();
        // then
        await().untilAsserted(() -> assertThat(news).containsExactly("described one", "returned one", "returned one"));
        await().until(() -> masters.host("one").listeners() == 1);
        masters.host("one").happen(new HostEvent(HostEvent.Kind.DIED, "urn:s", "", START));
        assertThat(news).endsWith("DIED one");
    }

    @Test
    void aPoolThatIsNotAsTheAdminSaysIsSetAndDescribedAnew() {
        // given
        Host host = new Host(
                HostPlan.named("one").withPool(slots(3)), masters.host("one").master(), clock);
        // when
        host.refresh();
        host.refresh();
        // then
        assertThat(masters.host("one").told()).containsExactly(slots(3));
        assertThat(host.description().orElseThrow().slots()).isEqualTo(3);
        // when the admin takes the word back, the host has its own again
        host.administer(new Host.AdminState(HostPlan.named("one"), host.master(), false, false));
        host.refresh();
        // then
        assertThat(host.description().orElseThrow().slots()).isEqualTo(10);
    }

    @Test
    void aPoolThatTheHostRefusesIsToldAndTheHostUsedAsItIs() {
        // given
        masters.host("one").refuseSettings();
        Host host = new Host(
                HostPlan.named("one").withPool(slots(3)), masters.host("one").master(), clock);
        // when
        host.refresh();
        // then
        assertThat(host.accepts()).isTrue();
        assertThat(host.trouble()).isEmpty();
        assertThat(host.refusal()).contains("host one keeps its pool as it is: slivers live in the old prefix");
    }

    @Test
    void capacityIsWhatTheAdminSaysElseWhatTheHostAnnounces() {
        // given
        Host said = new Host(
                HostPlan.named("one").withCapacity(true, OptionalLong.of(1 << 30), OptionalInt.of(1500)),
                masters.host("one").master(),
                clock);
        Host announced = new Host(HostPlan.named("two"), masters.host("two").master(), clock);
        // when
        said.refresh();
        announced.refresh();
        // then
        assertThat(said.memoryBytes()).isEqualTo(1 << 30);
        assertThat(said.millicpus()).isEqualTo(1500);
        assertThat(said.exclusive()).isTrue();
        assertThat(announced.memoryBytes()).isEqualTo(8L << 30);
        assertThat(announced.millicpus()).isEqualTo(4000);
        assertThat(announced.hostname()).isEqualTo("two.example.org");
    }

    @Test
    void whatAHostAnswersFromItsOldAddressCountsNoMore() {
        // given
        Host host = host("one");
        host.refresh();
        Host.AdminState before = host.adminState();
        // when
        host.administer(new Host.AdminState(before.plan(), masters.host("one").master(), false, false));
        // then
        assertThat(host.available()).isFalse();
        assertThat(host.description()).isPresent();
        host.refresh();
        assertThat(host.available()).isTrue();
    }

    private static PoolSettings slots(int slots) {
        return new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(slots), Optional.empty());
    }

    private static HostListener listener(List<String> news) {
        return new HostListener() {
            @Override
            public void returned(Host host) {
                news.add("returned " + host.name());
            }

            @Override
            public void described(Host host, HostDescription description) {
                news.add("described " + host.name());
            }

            @Override
            public void event(Host host, HostEvent event) {
                news.add(event.kind() + " " + host.name());
            }

            @Override
            public void removed(Host host) {
                news.add("removed " + host.name());
            }
        };
    }

    private Host host(String name) {
        return new Host(HostPlan.named(name), masters.host(name).master(), clock);
    }

    private Host named(String name) {
        return hosts.named(name).orElseThrow();
    }
}
