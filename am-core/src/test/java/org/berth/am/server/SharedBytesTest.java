// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedBytesTest {
    private final SharedBytes bytes = new SharedBytes(80, Duration.ZERO);

    @Test
    void oneCallGetsWhatItNeedsAndMoreOfItsCallerGetAnEighthTogether() {
        // given
        assertThat(bytes.take("alice", 0, 7)).isTrue();

        // when, then
        assertThat(bytes.take("alice", 0, 4)).isFalse();
        assertThat(bytes.take("alice", 0, 3)).isTrue();
        assertThat(bytes.take("bob", 0, 30)).isTrue();
        assertThat(bytes.take("bob", 0, 1)).isFalse();
        assertThat(bytes.take("carol", 0, 41)).isFalse();
        assertThat(bytes.take("carol", 0, 40)).isTrue();
    }

    @Test
    void callThatGrowsIsStillOneCall() {
        // given
        assertThat(bytes.take("alice", 0, 10)).isTrue();

        // when, then
        assertThat(bytes.take("alice", 10, 40)).isTrue();
        assertThat(bytes.take("alice", 0, 1)).isFalse();
    }

    @Test
    void whatIsTakenBeyondTheLimitKeepsOthersWaitingUntilItIsGivenBack() {
        // given
        bytes.add("alice", 100);

        // when, then
        assertThat(bytes.take("bob", 0, 1)).isFalse();
        bytes.giveBack("alice", 100);
        assertThat(bytes.take("bob", 0, 80)).isTrue();
        bytes.giveBack("bob", 80);
        assertThat(bytes.take("bob", 0, 80)).isTrue();
    }
}
