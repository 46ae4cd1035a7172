// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
    @Test
    void threadHasItsNameAndKeepsNoProcessFromEnding() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        Thread started = DaemonThreads.start("one", () -> ran.complete(Thread.currentThread()));

        assertThat(ran.get(60, TimeUnit.SECONDS)).isSameAs(started);
        assertThat(started.getName()).isEqualTo("one");
        assertThat(started.isDaemon()).isTrue();
    }

    @Test
    void factoryMakesThreadsThatAreNotStarted() {
        Thread made = DaemonThreads.named("many").newThread(() -> {});

        assertThat(made.getName()).isEqualTo("many");
        assertThat(made.isDaemon()).isTrue();
        assertThat(made.getState()).isEqualTo(Thread.State.NEW);
    }
}
