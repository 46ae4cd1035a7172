// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link DockerMaster} does with a {@code services/install}. */
abstract class InstallContract extends ExecutionContract {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serveFiles() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LISTED_PORT), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServing() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (path.endsWith("missing")) {
            exchange.sendResponseHeaders(404, -1);
        } else if (path.endsWith("elsewhere")) {
            exchange.getResponseHeaders().add("Location", "file:///etc/hostname");
            exchange.sendResponseHeaders(302, -1);
        } else {
            byte[] body = path.endsWith(".tgz") ? archive() : "just text".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            byte[] content = "echo hello".getBytes(UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("tools/hello.sh");
            entry.setSize(content.length);
            entry.setMode(0755);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** As a container reaches it: at the address of its bridge. */
    private String url(String path) {
        String gateway = inspected()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getGateway();
        return "http://" + gateway + ":" + server.getAddress().getPort() + path;
    }

    @Test
    void archiveIsUnpackedOnceInItsGenerationIntoAFolderThatIsMade() {
        // given
        SliverSpec made = made(newSliver());
        InstallCommand command = new InstallCommand(2, url("/tools.tgz?version=1"), "/opt/my tools;$(reboot)'");
        List<String> told = new CopyOnWriteArrayList<>();

        // when
        ExecuteResult result = host.install(made.sliver(), 1, command, told::add);

        // then
        String output = "fetching " + command.url() + "\ninstalling in /opt/my tools;$(reboot)'\n";
        assertThat(result).isEqualTo(new ExecuteResult(0, output));
        assertThat(String.join("", told)).isEqualTo(output);
        assertThat(onHost(made, "sh \"/opt/my tools;\\$(reboot)'/tools/hello.sh\"; ls -A /opt/my*"))
                .isEqualTo("hello\ntools");
        assertThat(onHost(made, "cat /tmp/install-2.txt /var/log/berth/install-2.status"))
                .isEqualTo(output + "0");
        assertThat(host.install(made.sliver(), 1, command, IGNORED)).isEqualTo(result);
        assertThat(asked).containsExactly("/tools.tgz");
        SliverSpec reloaded = made(generation(made, 2));
        assertThat(host.install(reloaded.sliver(), 2, command, IGNORED)).isEqualTo(result);
        assertThat(asked).hasSize(2);
        expect(Kind.GONE, () -> host.install(made.sliver(), 1, command, IGNORED));
    }

    @Test
    void whatIsNoArchiveIsKeptUnderItsName() {
        // given
        SliverSpec made = made(newSliver());

        // when
        ExecuteResult named =
                host.install(made.sliver(), 1, new InstallCommand(0, url("/a/-notes.txt"), "/opt"), IGNORED);
        ExecuteResult nameless = host.install(made.sliver(), 1, new InstallCommand(1, url("/a/"), "/opt"), IGNORED);

        // then
        assertThat(List.of(named.exitCode(), nameless.exitCode())).containsOnly(0);
        assertThat(onHost(made, "cd /opt && ls -A && cat ./-notes.txt")).isEqualTo("-notes.txt\ndownload\njust text");
    }

    @Test
    void whatCannotBeFetchedOrUnpackedIsToldInTheProgramsWordsAndLeavesNothing() {
        // given
        SliverSpec made = made(newSliver());

        // when
        ExecuteResult missing = host.install(made.sliver(), 1, new InstallCommand(0, url("/missing"), "/opt"), IGNORED);
        ExecuteResult file = host.install(made.sliver(), 1, new InstallCommand(1, url("/elsewhere"), "/opt"), IGNORED);
        ExecuteResult noTar = host.install(made.sliver(), 1, new InstallCommand(2, url("/text.tar"), "/opt"), IGNORED);

        // then
        assertThat(missing.exitCode()).isEqualTo(22);
        assertThat(missing.outputTail()).contains("404");
        assertThat(file.exitCode()).isEqualTo(1);
        assertThat(file.outputTail()).contains("file");
        assertThat(noTar.exitCode()).isEqualTo(2);
        assertThat(noTar.outputTail()).contains("tar");
        assertThat(onHost(made, "ls -A /opt")).isEmpty();
    }

    @Test
    void zipIsUnpackedByUnzip() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "printf '#!/bin/sh\\necho \"$@\"' | sudo tee /usr/bin/unzip; sudo chmod +x /usr/bin/unzip");

        // when
        ExecuteResult result = host.install(made.sliver(), 1, new InstallCommand(0, url("/a.ZIP"), "/opt"), IGNORED);

        // then
        assertThat(result.exitCode()).isZero();
        assertThat(result.outputTail()).containsPattern("\n-o -q \\./\\.install\\.\\w{6}\n$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "tar"})
    void programThatTheImageLacksIsNamed(String program) {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "sudo rm /usr/bin/" + program);
        InstallCommand command = new InstallCommand(0, url("/tools.tgz"), "/opt");

        // when
        ExecuteResult result = host.install(made.sliver(), 1, command, IGNORED);

        // then
        assertThat(result)
                .isEqualTo(new ExecuteResult(
                        127, "this image has no " + program + ", which is needed to install " + command.url() + "\n"));
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "file:///etc/passwd", "http://", "http://a/b c", "-o/x http://a", "ftp://a/b", "http://a/\n"
            })
    void urlOfAnotherKindIsRefused(String url) {
        // given
        SliverSpec made = made(newSliver());

        // then
        expect(Kind.FAILED, () -> host.install(made.sliver(), 1, new InstallCommand(0, url, "/opt"), IGNORED))
                .hasMessage("install url '" + url + "' is no http or https URL");
        expect(Kind.FAILED, () -> host.install(made.sliver(), 1, new InstallCommand(0, "http://a/b", "opt"), IGNORED))
                .hasMessage("install_path 'opt' is no absolute path");
    }
}
