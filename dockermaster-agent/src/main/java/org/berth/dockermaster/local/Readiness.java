// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.net.BindAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until sshd's own greeting (RFC 4253, 4.2) was read on each address of a sliver, from this machine. */
final class Readiness {
    private static final byte[] GREETING = "SSH-2.0-".getBytes(US_ASCII);
    private static final int TIMEOUT_MILLIS = 2_000;
    /** For all addresses of a container together. */
    private static final long SECONDS = 30;

    private static final int SSH_PORT = 22;
    private static final int RESTARTS_TOLERATED = 2;
    /** The engine is asked at each so many looks, since the first ones come before sshd can be there. */
    private static final int LOOKS_FOR_LIFE = 4;

    private static final int WORDS_LIMIT = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private final Containers containers;
    private final ContainerFiles files;
    private final BindAddress bindAddress;

    Readiness(Engine engine, Containers containers, BindAddress bindAddress) {
        this.bindAddress = bindAddress;
        this.containers = containers;
        this.files = new ContainerFiles(engine);
    }

    /**
     * Returns when ssh answers everywhere. No lock may be held.
     *
     * @throws DockerMasterException of kind {@code FAILED} if the container ends, {@code RETRYABLE} if nothing comes for 30 s;
     *     with what was seen, and the container's last words
     */
    void await(SliverContainer container) {
        await(container, SECONDS, Kind.RETRYABLE);
    }

    /** The same for a container whose programs are its image's alone: nothing for 60 s is {@code FAILED}. */
    void awaitFirst(SliverContainer container) {
        await(container, Waiting.SECONDS, Kind.FAILED);
    }

    private void await(SliverContainer container, long seconds, Kind silence) {
        List<Look> silent = addresses(container.labels().endpoint()).stream()
                .map(address -> new Look(container.id(), address))
                .collect(Collectors.toCollection(ArrayList::new));
        boolean all = Waiting.until(
                () -> {
                    while (!silent.isEmpty() && silent.get(0).answers()) {
                        silent.remove(0);
                    }
                    return silent.isEmpty();
                },
                seconds);
        if (!all) {
            Look look = silent.get(0);
            throw failed(silence, container.id(), look.address, look.seen + " for " + seconds + " s");
        }
    }

    private List<InetSocketAddress> addresses(Endpoint endpoint) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        addresses.add(bindAddress.reached(endpoint.sshPort()));
        endpoint.ipv6()
                .ifPresent(ipv6 -> addresses.add(new InetSocketAddress(InetAddresses.forString(ipv6), SSH_PORT)));
        return addresses;
    }

    /** Repeated looks at one address. */
    private final class Look {
        private final String container;
        private final InetSocketAddress address;
        private String seen = "nothing seen";
        private int looks;

        Look(String container, InetSocketAddress address) {
            this.container = container;
            this.address = address;
        }

        boolean answers() {
            try (Socket socket = new Socket()) {
                socket.connect(address, TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                byte[] read = socket.getInputStream().readNBytes(GREETING.length);
                if (Arrays.equals(read, GREETING)) {
                    return true;
                }
                seen = read.length == 0
                        ? "the connection was closed without a greeting"
                        : "'" + Printable.ascii(new String(read, US_ASCII)) + "' instead of 'SSH-2.0-'";
            } catch (IOException e) {
                seen = String.valueOf(e.getMessage());
            }
            looks++;
            if (looks % LOOKS_FOR_LIFE == 0) {
                requireLife(container, address, RESTARTS_TOLERATED);
            }
            return false;
        }
    }

    /** Does a step that needs a running container. If it fails because sshd ended, that is what is told. */
    void whileAlive(SliverContainer container, Runnable step) {
        try {
            step.run();
        } catch (DockerMasterException e) {
            if (e.kind() == Kind.FAILED) {
                requireLife(
                        container.id(), addresses(container.labels().endpoint()).get(0), 0);
            }
            throw e;
        }
    }

    private void requireLife(String container, InetSocketAddress address, int restartsTolerated) {
        InspectContainerResponse now = containers.inspect("waiting for ssh", container);
        var state = now.getState();
        Integer restarts = now.getRestartCount();
        boolean ended = !Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getRestarting());
        if (restarts != null && restarts > restartsTolerated) {
            throw failed(
                    Kind.FAILED,
                    container,
                    address,
                    "the container ended and was started again " + restarts + " times");
        }
        if (ended) {
            throw failed(
                    Kind.FAILED, container, address, "the container ended with exit code " + state.getExitCodeLong());
        }
    }

    private DockerMasterException failed(Kind kind, String container, InetSocketAddress address, String seen) {
        return new DockerMasterException(
                kind,
                "waiting for ssh on " + address.getAddress().getHostAddress() + " port " + address.getPort() + ": "
                        + seen + "; the container's last words: " + lastWords(container));
    }

    /**
     * Returns the container's last words, with control characters shown as "?": a container may write anything, and
     * this goes into messages.
     */
    private String lastWords(String container) {
        try {
            return files.read("reading the container's last words", container, FirstStart.LAST_WORDS, WORDS_LIMIT)
                    .map(words -> Printable.lines(new String(words, UTF_8).strip()))
                    .orElse("");
        } catch (DockerMasterException e) {
            log.debug("no last words of {}: {}", container, e.getMessage());
            return "";
        }
    }
}
