// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.PrivateEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers are kept apart also when their engine came back, in good order or not. */
class IsolationAfterRestartIT extends ContractFixture {
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
    void nothingForgedIsHeardAfterTheEngineWasRestarted() {
        // given
        SliverSpec one = made(newSliver());
        SliverSpec two = made(newSliver(PLAIN, FIRST_PORT + 1));

        // when
        engine.stop();
        engine.startAgain();

        // then: the engine started them itself
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(onHost(one, "echo in")).isEqualTo("in"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(onHost(two, "echo in")).isEqualTo("in"));
        ForgedFrames.between(dockerHost, one, two).assertUnheard();
    }
}
