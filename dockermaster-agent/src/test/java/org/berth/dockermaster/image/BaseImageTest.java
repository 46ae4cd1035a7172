// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.berth.dockermaster.engine.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With an engine that says it pulls and builds, and has the image from then on. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BaseImageTest {
    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch bothFoundNone = new CountDownLatch(2);
    private final AtomicInteger builds = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void startEngine() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopEngine() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void imageThatTwoNeedAtOnceIsMadeOnce() throws Exception {
        // given
        BaseImage image = new BaseImage("berth-test:1", "debian:12", folder.resolve("work"));
        try (Engine engine =
                Engine.connect("tcp://127.0.0.1:" + server.getAddress().getPort())) {
            // when
            Future<Boolean> one = threads.submit(() -> ensure(image, engine));
            Future<Boolean> other = threads.submit(() -> ensure(image, engine));

            // then
            assertThat(new Boolean[] {one.get(), other.get()}).containsExactlyInAnyOrder(true, false);
            assertThat(builds).hasValue(1);
        }
    }

    private static boolean ensure(BaseImage image, Engine engine) {
        return engine.callPatiently("making the image", client -> image.ensure(client, line -> {}));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        if (path.endsWith("/version")) {
            send(exchange, 200, "{\"Version\":\"9.9\",\"ApiVersion\":\"1.41\"}");
        } else if (path.endsWith("/images/create")) {
            awaitBoth();
            send(exchange, 200, "{\"status\":\"Status: Image is up to date\"}");
        } else if (path.endsWith("/build")) {
            builds.incrementAndGet();
            send(exchange, 200, "{\"aux\":{\"ID\":\"sha256:1\"}}");
        } else if (builds.get() > 0) {
            send(exchange, 200, "{\"Id\":\"sha256:1\"}");
        } else {
            bothFoundNone.countDown();
            send(exchange, 404, "{\"message\":\"No such image\"}");
        }
    }

    private void awaitBoth() {
        try {
            bothFoundNone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(US_ASCII);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
