// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.junit.jupiter.api.Test;

class LargeRequestsTest {
    private final LargeRequests requests = new LargeRequests(Duration.ofMillis(1));
    private final CountDownLatch inside = new CountDownLatch(2);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void beyondTwoLargeOnesAreBusyWhileSmallOnesPass() throws InterruptedException {
        // given
        CompletableFuture<String> large = reading("alice", "x".repeat(100_000), false);
        CompletableFuture<String> compressed = reading("bob", "eJw=", true);
        inside.await();

        // when
        assertThatThrownBy(() -> requests.inTurn("carol", "eJw=", true, () -> "read"))
                // then
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.BUSY));
        assertThat(requests.inTurn("alice", "<rspec/>", false, () -> "read")).isEqualTo("read");
        goOn.countDown();
        assertThat(large.join()).isEqualTo("waited");
        assertThat(compressed.join()).isEqualTo("waited");
        assertThat(requests.inTurn("alice", "eJw=", true, () -> "read")).isEqualTo("read");
    }

    @Test
    void aCallerHasOneLargeOneReadAtATime() {
        // given
        CompletableFuture<String> first = reading("alice", "eJw=", true);
        await().until(() -> inside.getCount() == 1);

        // when
        assertThatThrownBy(() -> requests.inTurn("alice", "eJw=", true, () -> "read"))
                // then
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.BUSY));
        assertThat(requests.inTurn("bob", "eJw=", true, () -> "read")).isEqualTo("read");
        goOn.countDown();
        assertThat(first.join()).isEqualTo("waited");
        assertThat(requests.inTurn("alice", "eJw=", true, () -> "read")).isEqualTo("read");
    }

    private CompletableFuture<String> reading(String caller, String rspec, boolean compressed) {
        return CompletableFuture.supplyAsync(
                () -> requests.inTurn(caller, rspec, compressed, this::waited), task -> new Thread(task).start());
    }

    private String waited() {
        inside.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "waited";
    }
}
