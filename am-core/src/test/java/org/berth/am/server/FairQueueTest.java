// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.server.FairQueue.Waiting;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final int MANY = 100;

    private final List<String> turnedAway = new ArrayList<>();
    private String took = "";

    @Test
    void callersTakeTurnsAndEachOnesCallsStayInOrder() {
        // given
        FairQueue queue = new FairQueue(MANY, MANY);
        add(queue, "a1", "a2", "a3", "b1", "c1", "b2");

        // then
        assertThat(take(queue, 6)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void whoComesLateIsNextAfterOneOfEachOther() {
        // given
        FairQueue queue = new FairQueue(MANY, MANY);
        add(queue, "a1", "a2", "a3", "a4");
        take(queue, 2);

        // when
        add(queue, "b1");

        // then
        assertThat(take(queue, 3)).containsExactly("a3", "b1", "a4");
    }

    @Test
    void callsOfOneCallerBeyondWhatMayRunAtOnceWaitForItsOwnAndOthersGoBeforeThem() {
        // given
        FairQueue queue = new FairQueue(MANY, 2);
        add(queue, "a1", "a2", "a3", "a4", "b1");
        assertThat(take(queue, 3)).containsExactly("a1", "b1", "a2");
        assertThat(queue.next()).isEmpty();

        // when
        queue.ended("a");

        // then
        assertThat(take(queue, 1)).containsExactly("a3");
        assertThat(queue.next()).isEmpty();
        queue.ended("b");
        assertThat(queue.next()).isEmpty();
        queue.ended("a");
        assertThat(take(queue, 1)).containsExactly("a4");
    }

    @Test
    void whenThereIsNoPlaceTheLastOfWhoHasMostIsTurnedAway() {
        // given
        FairQueue queue = new FairQueue(5, MANY);
        add(queue, "a1", "a2", "a3", "a4", "b1");

        // when
        add(queue, "c1", "b2", "a5");

        // then
        assertThat(turnedAway).containsExactly("a4", "a3", "a5");
        assertThat(take(queue, 5)).containsExactly("a1", "b1", "c1", "a2", "b2");
    }

    @Test
    void aQueueWithoutPlacesTurnsEverythingAway() {
        // given
        FairQueue queue = new FairQueue(0, MANY);

        // when
        add(queue, "a1", "b1");

        // then
        assertThat(turnedAway).containsExactly("a1", "b1");
        assertThat(queue.next()).isEmpty();
    }

    /** Calls named by their caller's letter and a number. */
    private void add(FairQueue queue, String... calls) {
        for (String call : calls) {
            queue.add(new Waiting(call.substring(0, 1), () -> took = call, () -> turnedAway.add(call)));
            queue.surplus().ifPresent(last -> last.turnedAway().run());
        }
    }

    private List<String> take(FairQueue queue, int calls) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Optional<Waiting> next = queue.next();
            assertThat(next).as("call %s", i + 1).isPresent();
            next.orElseThrow().call().run();
            taken.add(took);
        }
        return taken;
    }
}
