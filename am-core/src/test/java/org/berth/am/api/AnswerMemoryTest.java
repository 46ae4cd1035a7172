// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    private final AnswerMemory hasty = new AnswerMemory(10 * MEBIBYTE, Duration.ofMillis(1));
    private final AnswerMemory patient = new AnswerMemory(10 * MEBIBYTE, Duration.ofMinutes(5));

    @Test
    void whatDoesNotFitBesideTheOthersIsBusyAndSmallAnswersNeverWait() {
        // given
        AnswerMemory.Part alices = hasty.take("alice", 6 * MEBIBYTE);

        // when, then
        isBusy("bob", 6 * MEBIBYTE);
        AnswerMemory.Part bobs = hasty.take("bob", 3 * MEBIBYTE);
        hasty.take("carol", MEBIBYTE).giveBack();
        alices.giveBack();
        bobs.giveBack();
        hasty.take("bob", 6 * MEBIBYTE).giveBack();
    }

    @Test
    void aCallerMakesOneLargeAnswerAtATime() {
        // given
        AnswerMemory.Part first = hasty.take("alice", 2 * MEBIBYTE);

        // when, then
        isBusy("alice", 2 * MEBIBYTE);
        hasty.take("bob", 2 * MEBIBYTE).giveBack();
        first.giveBack();
        hasty.take("alice", 2 * MEBIBYTE).giveBack();
    }

    @Test
    void whatIsLargerThanAllTheMemoryIsMadeAlone() {
        // given
        AnswerMemory.Part all = hasty.take("alice", 100 * MEBIBYTE);

        // when, then
        isBusy("bob", 2 * MEBIBYTE);
        all.giveBack();
        hasty.take("bob", 10 * MEBIBYTE).giveBack();
    }

    @Test
    void whoWaitsGetsItsPartWhenTheOthersHaveGivenTheirsBack() {
        // given
        AnswerMemory.Part alices = patient.take("alice", 6 * MEBIBYTE);

        // when
        CompletableFuture<AnswerMemory.Part> bobs = CompletableFuture.supplyAsync(
                () -> patient.take("bob", 6 * MEBIBYTE), task -> new Thread(task).start());
        assertThat(bobs).isNotDone();
        alices.giveBack();

        // then
        await().until(bobs::isDone);
        bobs.join().giveBack();
    }

    private void isBusy(String caller, long bytes) {
        assertThatThrownBy(() -> hasty.take(caller, bytes))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.BUSY));
    }
}
