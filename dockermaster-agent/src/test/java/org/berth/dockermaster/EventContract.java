// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.HostEvent.Kind;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} tells of what happens. */
abstract class EventContract extends InstallContract {
    private final List<HostEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void whatHappensToContainersIsTold() {
        // given
        try (EventStream stream = host.watch(events::add)) {
            SliverSpec made = made(newSliver());
            awaitEvent(Kind.STARTED, made, "");

            // when
            String id = onlyContainer();
            tell(client -> client.killContainerCmd(id).exec());

            // then
            awaitEvent(Kind.DIED, made, "exit code 137");
            host.delete(made.sliver());
            awaitEvent(Kind.REMOVED, made, "");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void containerThatHadTooMuchMemoryIsTold() {
        // given
        ContainerType small = new ContainerType(
                "small", OptionalLong.of(64 << 20), OptionalDouble.empty(), OptionalLong.empty(), List.of(), List.of());
        SliverSpec made = made(newSliver(small, FIRST_PORT));
        try (EventStream stream = host.watch(events::add)) {
            // when
            ExecuteResult result =
                    host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", "tail /dev/zero"), IGNORED);

            // then
            assertThat(result.exitCode()).isEqualTo(137);
            awaitEvent(Kind.OUT_OF_MEMORY, made, "");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void listenerThatFailsIsToldTheNextToo() {
        // given
        try (EventStream stream = host.watch(event -> {
            events.add(event);
            throw new IllegalStateException("a listener's own trouble, at " + event.kind());
        })) {
            SliverSpec made = made(newSliver());
            awaitEvent(Kind.STARTED, made, "");

            // when
            host.delete(made.sliver());

            // then
            awaitEvent(Kind.REMOVED, made, "");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void closedStreamTellsNothingMoreAndLeavesOthersAlone() {
        // given
        List<HostEvent> closedOnes = new CopyOnWriteArrayList<>();
        EventStream closed = host.watch(closedOnes::add);
        try (EventStream stream = host.watch(events::add)) {
            SliverSpec made = made(newSliver());
            awaitEvent(Kind.STARTED, made, "");

            // when
            closed.close();
            closed.close();
            host.delete(made.sliver());

            // then
            awaitEvent(Kind.REMOVED, made, "");
            assertThat(closedOnes).noneMatch(event -> event.kind() == Kind.REMOVED && isOf(made, event));
            assertThat(stream).isNotNull();
        }
    }

    private void awaitEvent(Kind kind, SliverSpec sliver, String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(events).anySatisfy(event -> {
                    assertThat(event.kind()).isEqualTo(kind);
                    assertThat(isOf(sliver, event)).isTrue();
                    assertThat(event.text()).isEqualTo(text);
                }));
    }

    /** Others on the machine have containers too. */
    private static boolean isOf(SliverSpec sliver, HostEvent event) {
        return event.sliver().equals(sliver.sliver());
    }
}
