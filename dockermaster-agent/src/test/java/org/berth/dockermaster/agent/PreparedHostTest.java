// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedHostTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final DockerMaster engine = mock(DockerMaster.class);
    private final List<String> images = new CopyOnWriteArrayList<>(List.of("debian:12"));
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();
    private PreparedHost host = host(this::make);

    @BeforeEach
    void describeTheEngine() {
        when(engine.describe())
                .thenAnswer(call -> new HostDescription(
                        "host", 12000, 20, Optional.empty(), 1, 1, "docker", images, HostFacts.UNKNOWN));
        when(engine.watch(any())).thenReturn(() -> {});
    }

    @AfterEach
    void close() {
        finish.countDown();
        host.close();
    }

    private PreparedHost host(Consumer<Consumer<String>> ensure) {
        InstantSource clock = InstantSource.fixed(NOW);
        return new PreparedHost(engine, new BaseImageTask(ensure, clock), clock);
    }

    private void make(Consumer<String> progress) {
        attempts.incrementAndGet();
        progress.accept("   0 s  fetching packages");
        try {
            finish.await();
        } catch (InterruptedException e) {
            throw new DockerMasterException(Kind.FAILED, "interrupted", e);
        }
        images.add("berth-base:1");
    }

    @Test
    void hostWithoutTheBaseImageIsDescribedOnceTheImageIsMade() {
        // when
        await().untilAsserted(() -> assertThatThrownBy(host::describe)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessage("the base image is being made: 0 s  fetching packages"));
        finish.countDown();
        // then
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(host.describe().hostname()).isEqualTo("host"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void hostServesWhatIsThereWhileTheImageIsMade() {
        // given
        assertThatThrownBy(host::describe).isInstanceOf(DockerMasterException.class);
        // when
        host.stop("urn:publicid:IDN+am+sliver+1", 1);
        // then
        verify(engine).stop("urn:publicid:IDN+am+sliver+1", 1);
    }

    @Test
    void watchersAreToldTheStepsUntilTheyGo() {
        // given
        List<HostEvent> told = new CopyOnWriteArrayList<>();
        List<HostEvent> toldBefore = new CopyOnWriteArrayList<>();
        EventStream gone = host.watch(toldBefore::add);
        gone.close();
        host.watch(told::add);
        // when
        assertThatThrownBy(host::describe).isInstanceOf(DockerMasterException.class);
        // then
        await().untilAsserted(() -> assertThat(told)
                .containsExactly(new HostEvent(
                        HostEvent.Kind.IMAGE_PROGRESS,
                        "",
                        "the base image is being made: 0 s  fetching packages",
                        NOW)));
        assertThat(toldBefore).isEmpty();
    }

    @Test
    void watcherThatFailsKeepsNoImageFromBeingMade() {
        // given
        host.watch(event -> {
            throw new IllegalStateException("full");
        });
        finish.countDown();
        // when
        assertThatThrownBy(host::describe).isInstanceOf(DockerMasterException.class);
        // then
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(host.describe().images()).contains("berth-base:1"));
    }

    @Test
    void failureIsToldWithTheTimeOfTheNextAttempt() {
        // given
        host = host(progress -> {
            throw new DockerMasterException(Kind.FAILED, "no registry, no mirror");
        });
        List<HostEvent> told = new CopyOnWriteArrayList<>();
        host.watch(told::add);
        // when
        assertThatThrownBy(host::describe).isInstanceOf(DockerMasterException.class);
        // then
        await().untilAsserted(() -> assertThat(told).isNotEmpty());
        assertThatThrownBy(host::describe)
                .hasMessage("the base image could not be made, the next attempt is at 2026-03-01T12:00:10Z: no"
                        + " registry, no mirror");
    }

    @Test
    void imageThatWasRemovedIsMadeAgain() {
        // given
        finish.countDown();
        await().ignoreExceptions().until(() -> host.describe() != null);
        // when
        images.remove("berth-base:1");
        // then
        await().ignoreExceptions().until(() -> host.describe() != null);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void pausesBetweenAttemptsGrowToTenMinutes() {
        assertThat(BaseImageTask.pauseAfter(1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(BaseImageTask.pauseAfter(2)).isEqualTo(Duration.ofSeconds(20));
        assertThat(BaseImageTask.pauseAfter(6)).isEqualTo(Duration.ofSeconds(320));
        assertThat(BaseImageTask.pauseAfter(7)).isEqualTo(Duration.ofMinutes(10));
        assertThat(BaseImageTask.pauseAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
    }
}
