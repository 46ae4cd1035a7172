// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.am.WrittenLog;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSocketTest {
    @TempDir
    private Path directory;

    @Test
    void aCommandGetsItsArgumentsAndItsAnswerGoesBack() throws Exception {
        // given
        ControlClient client = new ControlClient(directory);
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("echo", arguments -> arguments.get("text"));
            // when
            ObjectNode arguments = client.arguments().put("text", "line one\nline two \u00e9");
            // then
            assertThat(client.call("echo", arguments).asText()).isEqualTo("line one\nline two \u00e9");
        }
    }

    @Test
    void itsFileIsForItsOwnerAlone() throws Exception {
        // when
        try (ControlSocket socket = ControlSocket.open(directory.resolve("state"))) {
            // then
            assertThat(socket).isNotNull();
            assertThat(permissions(ControlSocket.in(directory.resolve("state"))))
                    .isEqualTo("rw-------");
            assertThat(permissions(directory.resolve("state"))).isEqualTo("rwx------");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aRefusalIsAnsweredAsItIs() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("refuse", arguments -> {
                throw new AdminRefusedException("there is no host 'h9'; there are h1, h2");
            });
            List<String> heard = new CopyOnWriteArrayList<>();
            socket.tell((name, arguments, refusal) -> heard.add(refusal));
            ControlClient client = new ControlClient(directory);
            // when
            assertThatThrownBy(() -> client.call("refuse", client.arguments()))
                    // then
                    .isInstanceOf(IOException.class)
                    .hasMessage("there is no host 'h9'; there are h1, h2");
            assertThat(heard).containsExactly("there is no host 'h9'; there are h1, h2");
        }
    }

    @Test
    void aFailureOfTheStoreIsAnsweredWithWhatToDo() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("fail", arguments -> {
                throw new StoreException(StoreException.Kind.DAMAGED);
            });
            ControlClient client = new ControlClient(directory);
            // when
            assertThatThrownBy(() -> client.call("fail", client.arguments()))
                    // then
                    .hasMessageContaining("am.db is damaged")
                    .hasMessageContaining("berth restore FILE");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, IllegalArgumentException.class, StackOverflowError.class})
    void anUnexpectedFailureIsAnIncidentOfWhichTheLogSaysMore(Class<? extends Throwable> type) throws Exception {
        // given
        Throwable failure = type.getConstructor(String.class).newInstance("SELECT * FROM sliver");
        try (ControlSocket socket = ControlSocket.open(directory);
                WrittenLog log = new WrittenLog()) {
            socket.offer("fail", arguments -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
            List<String> heard = new CopyOnWriteArrayList<>();
            socket.tell((name, arguments, refusal) -> heard.add(refusal));
            ControlClient client = new ControlClient(directory);
            // when
            Throwable thrown = catchThrowable(() -> client.call("fail", client.arguments()));
            // then
            assertThat(thrown).isInstanceOf(IOException.class);
            String answer = String.valueOf(thrown.getMessage());
            assertThat(answer).matches("internal error, incident [0-9a-f-]{36}; see the AM's log");
            String id = answer.replaceAll(".*incident ([0-9a-f-]+);.*", "$1");
            assertThat(log.written())
                    .filteredOn(event -> event.contains(id))
                    .singleElement()
                    .asString()
                    .contains("ERROR ControlSocket - incident=" + id + " command=fail failed")
                    .contains(type.getName() + ": SELECT * FROM sliver");
            assertThat(heard).containsExactly(answer);
        }
    }

    @Test
    void aCommandThatIsNotThereYetSaysSo() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("other", arguments -> arguments);
            ControlClient client = new ControlClient(directory);
            // when
            assertThatThrownBy(() -> client.call("orphans.list", client.arguments()))
                    // then
                    .hasMessage("no command 'orphans.list' now (there are [other]): the AM may still be starting");
        }
    }

    @Test
    void oneClientThatStaysSilentDoesNotKeepAnotherWaiting() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory);
                SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(ControlSocket.in(directory)))) {
            socket.offer("echo", arguments -> arguments);
            ControlClient client = new ControlClient(directory);
            // when
            boolean answered = client.call("echo", client.arguments()).isObject();
            // then
            assertThat(answered).isTrue();
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aRequestOfMoreThan64KiBIsRefusedAndTheNextOneServed() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("echo", arguments -> arguments);
            ControlClient client = new ControlClient(directory);
            // when
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(ControlSocket.in(directory)))) {
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                    try {
                        Lines.write(channel, "x".repeat(Lines.LONGEST_REQUEST + 1));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                // then
                assertThat(Lines.read(channel, 1000))
                        .hasValueSatisfying(answer -> assertThat(answer).contains("a request has at most 65536 bytes"));
                writing.join();
            }
            assertThat(client.call("echo", client.arguments()).isObject()).isTrue();
        }
    }

    @Test
    void aRequestThatIsNoJsonIsRefused() throws Exception {
        // given
        try (ControlSocket socket = ControlSocket.open(directory);
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(ControlSocket.in(directory)))) {
            assertThat(socket).isNotNull();
            // when
            Lines.write(channel, "{nonsense");
            // then
            assertThat(Lines.read(channel, 1000))
                    .hasValueSatisfying(answer -> assertThat(answer).contains("the request is no JSON"));
        }
    }

    @Test
    void aSecondAmOnTheSameStateIsRefusedAndTheFirstGoesOn() throws Exception {
        // given
        try (ControlSocket first = ControlSocket.open(directory)) {
            first.offer("echo", arguments -> arguments);
            // when
            assertThatThrownBy(() -> ControlSocket.open(directory))
                    // then
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another AM runs with the state directory " + directory);
            ControlClient client = new ControlClient(directory);
            assertThat(client.call("echo", client.arguments()).isObject()).isTrue();
        }
    }

    @Test
    void theFileOfADeadProcessIsReplaced() throws Exception {
        // given
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(ControlSocket.in(directory)));
        dead.close();
        // when
        try (ControlSocket socket = ControlSocket.open(directory)) {
            socket.offer("echo", arguments -> arguments);
            // then
            ControlClient client = new ControlClient(directory);
            assertThat(client.call("echo", client.arguments()).isObject()).isTrue();
        }
    }

    @Test
    void whereNoAmRunsTheClientSaysWhatToDo() {
        // given
        ControlClient client = new ControlClient(directory);
        // when
        assertThatThrownBy(() -> client.call("orphans.list", client.arguments()))
                // then
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no AM is reached at " + ControlSocket.in(directory))
                .hasMessageContaining("--config FILE");
    }
}
