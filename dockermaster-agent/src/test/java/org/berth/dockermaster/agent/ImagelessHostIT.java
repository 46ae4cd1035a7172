// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.testing.PrivateEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent process on an engine that has no base image at first. */
@Tag("docker")
class ImagelessHostIT {
    private final MadeUpAm am = new MadeUpAm();

    @TempDir
    private Path folder;

    private PrivateEngine engine;

    @BeforeEach
    void startEngine() {
        engine = PrivateEngine.start();
        engine.tell(client -> {
            client.tagImageCmd(BaseImage.NAME, "kept", "1").exec();
            client.removeImageCmd(BaseImage.NAME).exec();
        });
    }

    @AfterEach
    void stopEngine() {
        engine.close();
    }

    @Test
    void hostIsServedButNotOfferedUntilItHasTheBaseImage() throws Exception {
        // given
        String key = am.enroll(folder.resolve("agent-state"));
        try (AgentProcess agent = new AgentProcess(
                        folder,
                        "[agent]",
                        "host = 127.0.0.1",
                        "port = 0",
                        "node_ipv4_hostname = host1.example.org",
                        "starting_ipv4_port = 21600",
                        "docker_host = " + engine.dockerHost());
                DockerMaster host = am.connect(agent.awaitReady(), key)) {
            List<HostEvent> events = new CopyOnWriteArrayList<>();
            host.watch(events::add);
            // then
            // The first answer may be late on a busy machine, and be none in time.
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThatThrownBy(host::describe)
                            .isInstanceOfSatisfying(
                                    DockerMasterException.class,
                                    e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                            .hasMessageContaining("the base image "));
            assertThat(host.list()).isEmpty();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(events).anySatisfy(event -> {
                        assertThat(event.kind()).isEqualTo(HostEvent.Kind.IMAGE_PROGRESS);
                        assertThat(event.text()).startsWith("the base image ");
                    }));
            // when
            engine.tell(
                    client -> client.tagImageCmd("kept:1", "berth-base", "1").exec());
            // then
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(host.describe().images()).contains(BaseImage.NAME));
        }
    }
}
