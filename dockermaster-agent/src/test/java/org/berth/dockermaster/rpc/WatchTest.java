// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WatchTest extends RpcFixture {
    private final List<HostEvent> heard = new CopyOnWriteArrayList<>();

    @Test
    void eventsOfEveryKindArriveInOrder() {
        // given
        connect(serve()).watch(heard::add);
        awaitWatchers(1);
        List<HostEvent> events = Stream.of(Kind.values())
                .map(kind -> new HostEvent(kind, SLIVER, kind + " \u00e9", NOW.plusNanos(1)))
                .toList();

        // when
        events.forEach(served::happens);

        // then
        await().untilAsserted(() -> assertThat(heard).containsExactlyElementsOf(events));
    }

    @Test
    void listenerThatFailsHearsTheNextEvent() {
        // given
        connect(serve()).watch(event -> {
            heard.add(event);
            throw new IllegalStateException("no");
        });
        awaitWatchers(1);

        // when
        served.happens(event(1));
        served.happens(event(2));

        // then
        await().untilAsserted(() -> assertThat(heard).containsExactly(event(1), event(2)));
    }

    @Test
    void slowListenerIsToldThatItMissedSomething() throws InterruptedException {
        // given
        CountDownLatch slow = new CountDownLatch(1);
        connect(serve()).watch(event -> {
            heard.add(event);
            awaitQuietly(slow);
        });
        awaitWatchers(1);

        // when
        for (int i = 0; i < 20_000; i++) {
            served.happens(event(i));
        }
        slow.countDown();
        served.happens(event(-1));

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(heard).last().isEqualTo(event(-1)));
        assertThat(heard).extracting(HostEvent::kind).contains(Kind.MISSED);
        assertThat(heard).hasSizeLessThan(20_000);
    }

    @Test
    void watcherOfAHostThatWasAwayIsToldToLookAndHearsOn() {
        // given
        AgentServer server = serve();
        int port = server.address().getPort();
        connect(server).watch(heard::add);
        awaitWatchers(1);

        // when
        server.close();
        awaitWatchers(0);
        serve(port, Optional.empty(), Protocol.OWN);

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(heard).extracting(HostEvent::kind).containsExactly(Kind.MISSED));
        served.happens(event(1));
        await().untilAsserted(() -> assertThat(heard).hasSize(2).last().isEqualTo(event(1)));
    }

    @Test
    void closedStreamIsClosedOnTheHostAndHearsNothing() {
        // given
        EventStream stream = connect(serve()).watch(heard::add);
        awaitWatchers(1);

        // when
        stream.close();
        stream.close();

        // then
        awaitWatchers(0);
        assertThat(heard).isEmpty();
    }

    private void awaitWatchers(int count) {
        await().until(() -> served.watchers.size() == count);
    }

    private static HostEvent event(int number) {
        return new HostEvent(Kind.DIED, SLIVER + number, "exit code " + number, NOW);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
