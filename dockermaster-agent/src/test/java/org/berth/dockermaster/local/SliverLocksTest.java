// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliverLocksTest {
    private final SliverLocks locks = new SliverLocks();

    @Test
    void workOnOneSliverTakesTurnsAndAnotherSliverGoesOn() {
        // given
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        CompletableFuture<Boolean> holder = CompletableFuture.supplyAsync(() -> locks.locked("a", () -> {
            started.incrementAndGet();
            await().until(() -> release.getCount() == 0);
            return true;
        }));
        await().until(() -> started.get() == 1);
        CompletableFuture<Integer> waiting =
                CompletableFuture.supplyAsync(() -> locks.locked("a", started::incrementAndGet));

        // when
        int other = locks.locked("b", started::get);

        // then
        assertThat(other).isEqualTo(1);
        assertThat(waiting).isNotDone();
        release.countDown();
        assertThat(holder.join()).isTrue();
        assertThat(waiting.join()).isEqualTo(2);
    }

    @Test
    void countsOfManyThreadsAreNotLost() {
        // given
        int[] unguarded = {0};

        // when
        IntStream.range(0, 10_000).parallel().forEach(i -> locks.locked("a", () -> ++unguarded[0]));

        // then
        assertThat(unguarded[0]).isEqualTo(10_000);
    }
}
