// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

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
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.engine.Engine;
import org.junit.jupiter.api.Test;

class NetworkGuardTest {
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
