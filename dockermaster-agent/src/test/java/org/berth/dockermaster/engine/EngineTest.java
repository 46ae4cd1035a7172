// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
    /** Of an engine 20.10 on a full disk. */
    private static final String NO_ROOM =
            "error creating overlay mount to /var/lib/docker/overlay2/8f0-init/merged: mkdir merged: no space left on device";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"1.41, v1.41", "1.44, v1.44", "1.52, v1.44"})
    void lowerOfTheEnginesApiAnd144IsSpoken(String offered, String spoken) throws IOException {
        // given
        List<String> paths = new CopyOnWriteArrayList<>();
        HttpServer server = engineOffering(offered, paths);
        try (Engine engine = at(server)) {
            // when
            engine.run("asking", client -> client.infoCmd().exec());

            // then
            assertThat(paths).containsExactly("/version", "/" + spoken + "/info");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void engineThatIsNotThereIsUnreachableByNameAndStep() {
        // given
        Path socket = directory.resolve("no.sock");
        try (Engine engine = Engine.connect("unix://" + socket)) {
            // when
            assertThatThrownBy(() ->
                            engine.run("counting", client -> client.infoCmd().exec()))
                    // then
                    .isInstanceOf(DockerMasterException.class)
                    .hasMessageContaining("counting: the engine at unix://" + socket + " does not answer")
                    .extracting(e -> ((DockerMasterException) e).kind())
                    .isEqualTo(Kind.UNREACHABLE);
        }
    }

    @Test
    void engineThatWasUpgradedMeanwhileIsAskedForItsVersionAgain() throws IOException {
        // given
        List<String> paths = new CopyOnWriteArrayList<>();
        HttpServer old = engineOffering("1.41", paths);
        int port = old.getAddress().getPort();
        try (Engine engine = at(old)) {
            engine.run("asking", client -> client.infoCmd().exec());
            old.stop(0);
            assertThatThrownBy(() ->
                            engine.run("asking", client -> client.infoCmd().exec()))
                    .isInstanceOf(DockerMasterException.class);
            HttpServer upgraded = engineOffering("1.52", paths, port);

            // when
            engine.run("asking", client -> client.infoCmd().exec());

            // then
            upgraded.stop(0);
            assertThat(paths).endsWith("/version", "/v1.44/info");
        }
    }

    @Test
    void enginesOwnWordsAreRepeatedBehindTheStep() throws IOException {
        // given
        HttpServer server = engineOffering("1.41", new CopyOnWriteArrayList<>());
        try (Engine engine = at(server)) {
            // when
            assertThatThrownBy(() -> engine.run(
                            "starting the container",
                            client -> client.startContainerCmd("x").exec()))
                    // then
                    .isInstanceOf(DockerMasterException.class)
                    .hasMessage("starting the container: port is already allocated")
                    .extracting(e -> ((DockerMasterException) e).kind())
                    .isEqualTo(Kind.FAILED);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void engineWithoutRoomOnItsDiskIsToBeAskedAgainLater() throws IOException {
        // given
        HttpServer server = engineOffering("1.41", new CopyOnWriteArrayList<>());
        try (Engine engine = at(server)) {
            // when
            assertThatThrownBy(() -> engine.run(
                            "starting the container",
                            client -> client.startContainerCmd("full").exec()))
                    // then
                    .isInstanceOf(DockerMasterException.class)
                    .hasMessage("starting the container: the host's disk is full (" + NO_ROOM
                            + "); it is tried again until there is room")
                    .extracting(e -> ((DockerMasterException) e).kind())
                    .isEqualTo(Kind.UNREACHABLE);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void engineListensUntilItIsStopped() throws IOException {
        // given
        HttpServer server = engineOffering("1.41", new CopyOnWriteArrayList<>());
        try (Engine engine = at(server);
                Engine absent = Engine.connect("unix://" + directory.resolve("no.sock"))) {
            assertThat(engine.isListening()).isTrue();

            // when
            server.stop(0);

            // then
            assertThat(engine.isListening()).isFalse();
            assertThat(absent.isListening()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "docker", "http://localhost:2375", "unix://", "tcp://host", "tcp://:1", "unix:// x"})
    void addressOfAnotherFormIsRefusedWithTheRightForms(String address) {
        assertThatThrownBy(() -> Engine.connect(address))
                .isInstanceOf(DockerMasterException.class)
                .hasMessage("docker_host '" + address + "' is neither unix:///path nor tcp://host:port");
    }

    private static Engine at(HttpServer server) {
        return Engine.connect("tcp://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpServer engineOffering(String api, List<String> paths) throws IOException {
        return engineOffering(api, paths, 0);
    }

    private static HttpServer engineOffering(String api, List<String> paths, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            paths.add(path);
            boolean start = path.endsWith("/start");
            byte[] body = (start
                            ? "{\"message\":\"" + (path.contains("/full/") ? NO_ROOM : "port is already allocated")
                                    + "\"}"
                            : "{\"Version\":\"9.9\",\"ApiVersion\":\"" + api + "\"}")
                    .getBytes(US_ASCII);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(start ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
