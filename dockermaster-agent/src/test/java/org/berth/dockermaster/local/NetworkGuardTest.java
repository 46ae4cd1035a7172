// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.github.dockerjava.api.model.Network;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.Guard;
import org.junit.jupiter.api.Test;

class NetworkGuardTest {
    private static final HostSettings SETTINGS = new HostSettings(
            "one", 10, 12000, "h", Optional.empty(), "tcp://127.0.0.1:1", Optional.empty(), Path.of("/nonexistent"));
    private static final BridgeNetwork PRESENT = new BridgeNetwork("berth", "berth0", false);
    private static final BridgeNetwork EARLIER = new BridgeNetwork("berth-ipv4", "berth1", false);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();

    @Test
    void engineThatEndsItsEventsWasAwayAlsoWhereItsSocketStays() throws IOException {
        // given an engine that is gone after its first answer, behind a socket that listens all the time
        HttpServer socket = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        socket.setExecutor(threads);
        socket.createContext("/", this::answer);
        socket.start();
        String address = "tcp://127.0.0.1:" + socket.getAddress().getPort();
        HostSettings settings = new HostSettings(
                "one", 10, 12000, "h", Optional.empty(), address, Optional.empty(), Path.of("/nonexistent"));
        try (Engine engine = Engine.connect(address);
                NetworkGuard guard =
                        new NetworkGuard(engine, settings, InstantSource.system(), List::of, away::incrementAndGet)) {
            // when
            guard.start();

            // then
            await().until(() -> away.get() == 1);
        } finally {
            socket.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void problemOfOneNetworkStandsWhereAnotherHasNone() {
        // given
        Guard without = guard(Optional.of("no nft"));
        try (NetworkGuard guard = of(() -> List.of(PRESENT, EARLIER))) {
            guard.guards.put(PRESENT.bridge(), without);
            guard.guards.put(EARLIER.bridge(), guard(Optional.empty()));

            // when
            guard.set(PRESENT);
            guard.set(EARLIER);

            // then
            assertThat(guard.problem()).contains("no nft");
        }
    }

    @Test
    void networkThatIsNotInUseAnyMoreHasNoProblem() {
        // given
        try (NetworkGuard guard = of(() -> List.of(PRESENT))) {
            guard.guards.put(PRESENT.bridge(), guard(Optional.empty()));
            guard.guards.put(EARLIER.bridge(), guard(Optional.of("no nft")));

            // when
            guard.start();

            // then
            await().until(() -> guard.problem().isEmpty());
            assertThat(guard.guards).containsOnlyKeys(PRESENT.bridge());
        }
    }

    @Test
    void networkThatFailsKeepsNoOtherFromBeingGuarded() {
        // given
        Guard failing = guard(Optional.empty());
        doThrow(new DockerMasterException(Kind.UNREACHABLE, "no device"))
                .when(failing)
                .apply(any(), any(), anyBoolean());
        Guard other = guard(Optional.empty());
        try (NetworkGuard guard = of(() -> List.of(PRESENT, EARLIER))) {
            guard.guards.put(PRESENT.bridge(), failing);
            guard.guards.put(EARLIER.bridge(), other);

            // when
            guard.start();

            // then
            await().untilAsserted(() -> verify(other, atLeastOnce()).apply(any(), any(), anyBoolean()));
            verify(failing, atLeastOnce()).apply(any(), any(), anyBoolean());
        }
    }

    private static NetworkGuard of(Supplier<List<BridgeNetwork>> current) {
        Engine engine = mock();
        when(engine.call(any(), any())).thenReturn(mock(Network.class));
        return new NetworkGuard(engine, SETTINGS, InstantSource.system(), current, () -> {});
    }

    private static Guard guard(Optional<String> problem) {
        Guard guard = mock();
        when(guard.problem()).thenReturn(problem);
        return guard;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/version")) {
            byte[] version = "{\"Version\":\"28.0.0\",\"ApiVersion\":\"1.44\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, version.length);
            exchange.getResponseBody().write(version);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        if (asked.incrementAndGet() == 1) {
            exchange.close();
        }
    }
}
