// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.HostEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Hosts that are away, slow, or have too much to do. Most of these tests wait for deadlines, and so all at the same time. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class LostHostTest extends RpcFixture {

    @Test
    void hostThatIsAwayIsUnreachableAtOnceAndUsedAgainWhenItIsBack() throws IOException {
        // given
        int port = freePort();
        RemoteDockerMaster host = connect(port, AM, Optional.empty(), Protocol.OWN);
        expectUnreachable(host::describe)
                .hasMessageContaining(
                        "asking host 'one' (agent at 127.0.0.1:" + port + ") to Describe: no connection: ");
        expectUnreachable(() -> host.create(SPEC));

        // when
        AgentServer server = serve(port, Optional.empty(), Protocol.OWN);

        // then
        awaitAnswer(host);
        server.close();
        expectUnreachable(host::describe);
        serve(port, Optional.empty(), Protocol.OWN);
        awaitAnswer(host);
        assertThat(served.asked).doesNotContain("create");
    }

    @Test
    void hostThatTakesConnectionsAndSaysNothingIsUnreachable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // given
            RemoteDockerMaster host = connect(silent.getLocalPort(), AM, Optional.empty(), Protocol.OWN);

            // then
            expectUnreachable(host::describe).hasMessageContaining("no answer in time; it is slow, or cut off");
        }
    }

    @Test
    void connectionThatDiedInSilenceIsNoticedAndReplaced() throws IOException {
        // given
        Relay network = closing(Relay.to(serve().address().getPort()));
        RemoteDockerMaster host = connect(network.port(), AM, Optional.empty(), Protocol.OWN);
        List<HostEvent> heard = new CopyOnWriteArrayList<>();
        host.watch(heard::add);
        await().until(() -> served.watchers.size() == 1);

        // when
        network.swallowAllOnPresentConnections();

        // then
        expectUnreachable(host::describe);
        await().atMost(Duration.ofSeconds(40)).until(() -> !heard.isEmpty());
        assertThat(heard).extracting(HostEvent::kind).containsOnly(HostEvent.Kind.MISSED);
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
    }

    @Test
    void slowHostEndsByTheDeadlineAndCostsAnotherNothing() {
        // given
        served.descriptions = new CountDownLatch(1);
        RemoteDockerMaster slow = connect(serve());
        CompletableFuture<?> description = CompletableFuture.supplyAsync(slow::describe);
        await().until(() -> served.asked.contains("describe"));
        FakeHost other = new FakeHost();

        // when
        assertThat(connect(serveOther(other)).describe()).isEqualTo(FakeHost.DESCRIPTION);

        // then
        assertThat(description).isNotDone();
        assertThatThrownBy(description::join).hasMessageContaining("no answer in time");
    }

    @Test
    void workGoesOnWhenItsCallIsGivenUp() {
        // given
        served.creations = new Semaphore(0);
        RemoteDockerMaster host = connect(serve());
        Thread caller = new Thread(() -> host.create(SPEC));
        caller.setUncaughtExceptionHandler((thread, failure) -> served.asked.add(failure));
        caller.start();
        await().until(() -> served.asked.contains("create"));

        // when
        caller.interrupt();

        // then
        await().until(() -> served.asked.stream().anyMatch(DockerMasterException.class::isInstance));
        assertThat(served.asked).doesNotContain("created");
        served.creations.release();
        await().until(() -> served.asked.contains("created"));
    }

    @Test
    void workGoesOnWhenItsAmIsGone() {
        // given
        served.creations = new Semaphore(0);
        RemoteDockerMaster host = connect(serve());
        CompletableFuture<?> creation = CompletableFuture.runAsync(() -> host.create(SPEC));
        await().until(() -> served.asked.contains("create"));

        // when
        host.close();

        // then
        expectUnreachable(() -> unwrapped(creation));
        served.creations.release();
        await().until(() -> served.asked.contains("created"));
    }

    @Test
    void commandOfAnAmThatIsGoneIsWaitedForNoLonger() {
        // given
        served.output = Stream.generate(() -> "x".repeat(100_000)).limit(200).toList();
        RemoteDockerMaster host = connect(serve());
        CompletableFuture<?> execution = CompletableFuture.runAsync(
                () -> host.execute(SLIVER, 1, new ExecuteCommand(0, "sh", "true"), output -> {
                    host.close();
                }));

        // when
        expectUnreachable(() -> unwrapped(execution));

        // then
        await().until(() -> served.asked.contains("left"));
    }

    @Test
    void tooMuchIsRefusedWhileLooksAndDeletionsAreServed() {
        // given
        served.creations = new Semaphore(0);
        RemoteDockerMaster host = connect(serve());
        ExecutorService callers = Executors.newCachedThreadPool();
        closing(callers::shutdownNow);
        List<CompletableFuture<Void>> creations = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> host.create(SPEC), callers))
                .limit(300)
                .toList();

        // when
        await().until(() -> creations.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .count()
                == 300 - 16 - 256);

        // then
        CompletableFuture<Void> refused = creations.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .findFirst()
                .orElseThrow();
        expectUnreachable(() -> unwrapped(refused))
                .hasMessage("the agent is busy with 16 creation calls already; again later");
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
        assertThat(host.list()).isEmpty();
        host.delete(SLIVER);
    }

    @Test
    void containersWhoseProgramsHangDelayNeitherTheirEndNorCreations() {
        // given
        served.changes = new Semaphore(0);
        RemoteDockerMaster host = connect(serve());
        ExecutorService callers = Executors.newCachedThreadPool();
        closing(callers::shutdownNow);

        // when
        List<CompletableFuture<Void>> changes = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> host.updateUsers(SLIVER, 1, 1, List.of()), callers))
                .limit(40)
                .toList();
        await().until(() -> served.asked.stream().filter("updateUsers"::equals).count() == 16);

        // then
        host.stop(SLIVER, 1);
        host.delete(SLIVER);
        host.reserve(SPEC);
        host.create(SPEC);
        assertThat(served.asked).contains("stop", "delete", "created");
        assertThat(changes).noneMatch(change -> change.isDone() && !change.isCompletedExceptionally());
        served.changes.release(40);
    }

    private void awaitAnswer(RemoteDockerMaster host) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(DockerMasterException.class)
                .until(() -> host.describe().equals(FakeHost.DESCRIPTION));
    }

    private static void unwrapped(CompletableFuture<?> future) throws Throwable {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }

    private static AbstractThrowableAssert<?, ?> expectUnreachable(ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
