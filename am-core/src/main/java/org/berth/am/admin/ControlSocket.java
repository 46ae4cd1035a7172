// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.base.Incidents;
import org.berth.am.store.StoreException;
import org.berth.base.DaemonThreads;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;
import org.berth.dockermaster.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running side. Opened first of all when an AM starts, so that a second one with the same state directory stops at
 * once; commands are added as what they need comes up.
 */
public final class ControlSocket implements AutoCloseable {
    /** The lock's file in a state directory. */
    public static final String LOCK = "control.lock";

    private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
    private static final Incidents INCIDENTS = new Incidents(log);
    private static final int CONNECTIONS = 8;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private final ServerSocketChannel channel;
    private final LockFile lock;
    private final Map<String, ControlCommand> commands = new ConcurrentHashMap<>();
    private volatile Listener listener = (name, arguments, refusal) -> {};
    private final ExecutorService connections = new ThreadPoolExecutor(
            0,
            CONNECTIONS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("control"),
            new ThreadPoolExecutor.CallerRunsPolicy());

    private ControlSocket(Path path, ServerSocketChannel channel, LockFile lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
        DaemonThreads.start("control", this::acceptAll);
    }

    /** The socket's file in a state directory. */
    public static Path in(Path stateDirectory) {
        return stateDirectory.resolve("control.sock");
    }

    /**
     * Takes the lock of an AM's state directory, which is made, for its owner alone, if there is none.
     *
     * @return empty if an AM runs on it, or somebody else has the lock
     * @throws IOException if the directory cannot be used
     */
    public static Optional<LockFile> lock(Path stateDirectory) throws IOException {
        return LockFile.take(stateDirectory.resolve(LOCK));
    }

    /**
     * Opens the socket; a file that a dead process left is replaced.
     *
     * @param stateDirectory made, for its owner alone, if there is none
     * @throws IOException with a sentence for the admin, if another process holds it or it cannot be made
     */
    public static ControlSocket open(Path stateDirectory) throws IOException {
        LockFile lock = lock(stateDirectory)
                .orElseThrow(() -> new IOException("another AM runs with the state directory " + stateDirectory
                        + ": stop it, or give this one another directory in [state]"));
        Path path = in(stateDirectory);
        try {
            Files.deleteIfExists(path);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(path));
                Files.setPosixFilePermissions(path, DurableFiles.PRIVATE_FILE.value());
                return new ControlSocket(path, channel, lock);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            lock.close();
            throw new IOException("the control socket " + path + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Offers a command from now on. */
    public void offer(String name, ControlCommand command) {
        commands.put(name, command);
    }

    /** Hears of commands that were carried out or refused. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Hears of one.
         *
         * @param refusal why it was refused; empty if it was not
         */
        void heard(String name, JsonNode arguments, String refusal);
    }

    /** Has somebody told of all commands from now on. */
    public void tell(Listener wanted) {
        listener = wanted;
    }

    private void acceptAll() {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                begin(client);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                log.warn("control socket: {}", e.getMessage());
            }
        }
    }

    private void begin(SocketChannel client) throws IOException {
        try {
            connections.execute(() -> serve(client));
        } catch (Throwable e) { // No thread is to be had: an Error, which would end the loop for good.
            log.warn("control socket: a client is turned away", e);
            client.close();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ObjectNode answer = Lines.read(client, Lines.LONGEST_REQUEST)
                    .map(this::answer)
                    .orElseGet(() -> error("a request has at most " + Lines.LONGEST_REQUEST + " bytes"));
            Lines.write(client, JSON.writeValueAsString(answer));
        } catch (IOException e) {
            log.debug("control socket: a client went away: {}", e.getMessage());
        }
    }

    private ObjectNode answer(String line) {
        JsonNode request;
        try {
            request = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return error("the request is no JSON: " + e.getOriginalMessage());
        }
        String name = request.path("command").asText();
        ControlCommand command = commands.get(name);
        if (command == null) {
            return error("no command '" + name + "' now (there are " + new TreeSet<>(commands.keySet())
                    + "): the AM may still be starting");
        }
        JsonNode arguments = request.path("arguments");
        return run(name, command, arguments.isObject() ? arguments : JSON.createObjectNode());
    }

    private ObjectNode run(String name, ControlCommand command, JsonNode arguments) {
        ObjectNode answer;
        try {
            answer = JSON.createObjectNode().set("result", command.run(arguments));
        } catch (Throwable e) {
            answer = error(sentence(name, e));
        }
        listener.heard(name, arguments, answer.path("error").asText());
        return answer;
    }

    /** Returns what an admin is told of a failure: the one place where an exception becomes words for admins. */
    private static String sentence(String command, Throwable failure) {
        if (failure instanceof AdminRefusedException
                || failure instanceof ConfigException
                || failure instanceof StoreException) {
            log.info("control socket: {} refused reason=\"{}\"", command, failure.getMessage());
            return String.valueOf(failure.getMessage());
        }
        return INCIDENTS.report("command=" + command, failure) + "; see the AM's log";
    }

    private static ObjectNode error(String sentence) {
        return JSON.createObjectNode().put("error", sentence);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
        connections.shutdownNow();
        lock.close();
    }
}
