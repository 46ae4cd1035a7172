// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.PrivateEngine;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose engine goes and comes back. */
class EngineRestartIT extends ContractFixture {
    private PrivateEngine engine;

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @BeforeEach
    void startEngine() {
        engine = PrivateEngine.start();
        dockerHost = engine.dockerHost();
        reopen();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
        dockerHost = MachineEngine.dockerHost();
    }

    @Test
    void containersComeBackWithAnEngineThatWasStoppedInGoodOrder() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "touch kept");

        // when
        engine.stop();
        unreachable(host::describe);
        unreachable(host::list);
        unreachable(() -> host.create(made));
        unreachable(() -> host.start(made.sliver(), 1));
        unreachable(() -> host.delete(made.sliver()));
        engine.startAgain();

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> host.list().get(0).power(), Power.RUNNING::equals);
        host.start(made.sliver(), 1);
        assertThat(onHost(made, "ls")).isEqualTo("kept");
    }

    @Test
    void containersOfAKilledEngineAreStartedWithTheirDisks() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "touch kept");
        engine.kill();
        engine.startAgain();

        // when
        host.start(made.sliver(), 1);

        // then
        assertThat(onHost(made, "ls")).isEqualTo("kept");
        assertThat(host.list()).singleElement().extracting(FoundSliver::power).isEqualTo(Power.RUNNING);
    }

    @Test
    void sliverWhoseEngineIsKilledWhileItsPortIsOpenedIsFinishedOnAnother() {
        // given
        SliverSpec spec = newSliver();
        SliverSpec reserved = spec.at(host.reserve(spec));

        // when
        killWhilePortsAreOpened(
                () -> assertThat(catchThrowable(() -> host.create(reserved))).isNotNull());
        engine.startAgain();
        SliverSpec made = made(reserved);

        // then: the engine does not close the port that it has opened
        assertThat(made.endpoint().sshPort()).isNotEqualTo(FIRST_PORT);
        assertThat(onHost(made, "hostname")).isNotEmpty();
        HostDescription description = host.describe();
        assertThat(description.problems().heldPorts()).singleElement().satisfies(held -> {
            assertThat(held.port()).isEqualTo(FIRST_PORT);
            assertThat(held.holder()).contains("docker-proxy", "restart of the engine");
        });
        assertThat(description.usableSlots()).isEqualTo(SLOTS - 1);

        // and until it is restarted in good order
        engine.stop();
        engine.startAgain();
        // What is left of connections to the engine of before fails once.
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(host.describe().problems()).isEqualTo(HostProblems.NONE));
    }

    @Test
    void asManySliversAsAreAdvertisedCanBeMadeWhenTheEngineHasLeakedAPort() {
        // given
        SliverSpec spec = newSliver();
        SliverSpec reserved = spec.at(host.reserve(spec));
        killWhilePortsAreOpened(
                () -> assertThat(catchThrowable(() -> host.create(reserved))).isNotNull());
        engine.startAgain();
        host.delete(spec.sliver());

        // when
        int usable = host.describe().usableSlots();

        // then
        assertThat(usable).isEqualTo(SLOTS - 1);
        for (int number = 0; number < usable; number++) {
            SliverSpec next = newSliver(PLAIN, FIRST_PORT + number);
            assertThat(host.reserve(next).sshPort()).isNotEqualTo(FIRST_PORT);
        }
        expect(Kind.EXHAUSTED, () -> host.reserve(newSliver()));
    }

    @Test
    void accountsWhoseEngineIsKilledWhileTheyAreChangedAreMadeWholeByTheNextTry() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        onHost(
                made,
                "sudo cp /usr/sbin/useradd /usr/sbin/useradd.real; printf '#!/bin/sh\\ntouch /tmp/begun; sleep 1;"
                        + " exec useradd.real \"$@\"' >u; chmod 755 u; sudo mv u /usr/sbin/useradd");
        List<Account> wanted =
                List.of(accountOf(newAlice), new Account("bob", List.of()), new Account("eve", List.of()));

        // when
        CompletableFuture<Throwable> change = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> host.updateUsers(made.sliver(), 1, 1, wanted)));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> onHost(made, "ls /tmp/begun || true").contains("begun"));
        engine.kill();

        // then
        unreachable(() -> {
            throw change.join();
        });
        engine.startAgain();
        host.start(made.sliver(), 1);
        host.updateUsers(made.sliver(), 1, 1, wanted);
        int port = made.endpoint().sshPort();
        assertThat(newAlice.run(LOOPBACK, port, "id -nG eve").output()).isEqualTo("eve berth");
        assertThat(alice.run(LOOPBACK, port, "true").exitCode()).isEqualTo(255);
    }

    @Test
    void eventsGoOnAfterEachRestartOfTheEngineAndItIsToldThatSomeWereMissed() {
        // given
        List<HostEvent> events = new CopyOnWriteArrayList<>();
        SliverSpec made = made(newSliver());
        EventStream stream = host.watch(events::add);
        for (int restart = 0; restart < 2; restart++) {
            engine.kill();

            // when
            engine.startAgain();

            // then
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(events)
                            .filteredOn(event -> event.kind() == HostEvent.Kind.MISSED)
                            .hasSize(1));
            events.clear();
            host.restart(made.sliver(), 1, restart + 1);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(events).extracting(HostEvent::kind).contains(HostEvent.Kind.STARTED));
        }
        stream.close();
        await().untilAsserted(() -> assertThat(eventThreads()).isZero());
    }

    @Test
    void listenerOfAnEngineThatIsDownHearsOfItWhenItIsBackAndIsClosedAtAnyTime() {
        // given
        List<HostEvent> events = new CopyOnWriteArrayList<>();
        engine.stop();
        EventStream early = host.watch(event -> {});
        EventStream stream = host.watch(events::add);
        early.close();

        // when
        engine.startAgain();

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(events).extracting(HostEvent::kind).containsExactly(HostEvent.Kind.MISSED));
        stream.close();
        await().untilAsserted(() -> assertThat(eventThreads()).isZero());
    }

    /** Kills the engine when it has opened the ports of a container that does not run yet. */
    private void killWhilePortsAreOpened(Runnable start) {
        engine.tell(client -> {
            client.eventsCmd().withEventTypeFilter(EventType.NETWORK).exec(new ResultCallback.Adapter<Event>() {
                @Override
                public void onNext(Event event) {
                    if ("connect".equals(event.getAction())) {
                        engine.kill();
                    }
                }
            });
            start.run();
        });
    }

    private static long eventThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("engine-events"))
                .count();
    }

    private static void unreachable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }
}
