// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.net.BridgeNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slivers' containers on the engine: finding, starting, stopping and removing them. */
final class Containers {
    private static final Logger log = LoggerFactory.getLogger(Containers.class);
    private static final int STOP_SECONDS = 10;

    private final Engine engine;

    Containers(Engine engine) {
        this.engine = engine;
    }

    /** All containers with Berth's labels, whoever made them. */
    List<SliverContainer> all() {
        return listed("listing the containers", Labels.SLIVER);
    }

    /** A sliver's containers, the newest generation first. */
    List<SliverContainer> of(String sliver) {
        return listed("looking for the container", Labels.SLIVER + "=" + sliver).stream()
                .sorted(Comparator.comparingInt(
                                (SliverContainer c) -> c.labels().generation())
                        .reversed())
                .toList();
    }

    /** Returns whether a port of this machine is published by a running container, or is that of a sliver here. */
    boolean use(int port) {
        String text = Integer.toString(port);
        return engine.call("looking for containers on port " + port, client -> {
            var publishing = client.listContainersCmd()
                    .withFilter("publish", List.of(text))
                    .exec();
            return !publishing.isEmpty()
                    || !client.listContainersCmd()
                            .withShowAll(true)
                            .withLabelFilter(List.of(Labels.PORT + "=" + text))
                            .exec()
                            .isEmpty();
        });
    }

    private List<SliverContainer> listed(String step, String label) {
        Collection<Container> listed = engine.call(
                step,
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(List.of(label))
                        .exec());
        return listed.stream().flatMap(Containers::read).toList();
    }

    private static Stream<SliverContainer> read(Container container) {
        Map<String, String> labels = container.getLabels() == null ? Map.of() : container.getLabels();
        Optional<SliverContainer> read = Labels.read(labels)
                .map(sliver -> new SliverContainer(
                        container.getId(),
                        sliver,
                        power(container.getState()),
                        container.getStatus(),
                        watchedDisk(labels)));
        if (read.isEmpty()) {
            log.warn("container {} carries some of Berth's labels, but not all: ignored", container.getId());
        }
        return read.stream();
    }

    private static OptionalLong watchedDisk(Map<String, String> labels) {
        try {
            String limit = labels.get(Labels.DISK);
            return limit == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(limit));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Power power(String state) {
        return switch (state) {
            case "created" -> Power.INCOMPLETE;
            case "running" -> Power.RUNNING;
            case "paused" -> Power.PAUSED;
            default -> Power.STOPPED;
        };
    }

    /**
     * Starts a container if it does not run.
     *
     * @throws DockerMasterException of kind {@code UNREACHABLE} if it is paused: whoever did that has a reason
     */
    void start(SliverContainer container) {
        if (container.power() == Power.PAUSED) {
            throw new DockerMasterException(
                    Kind.UNREACHABLE,
                    "starting the container: it is paused (" + container.detail() + ") by something other than Berth,"
                            + " and is ready again when that is undone (docker unpause)");
        }
        engine.run("starting the container", client -> {
            try {
                client.startContainerCmd(container.id()).exec();
            } catch (NotModifiedException e) {
                // It runs.
            }
        });
    }

    /** Checks that a running container has the IPv6 address that it should have. */
    void requireAddresses(SliverContainer container, BridgeNetwork network) {
        ContainerNetwork attached = inspect("reading the addresses back", container.id())
                .getNetworkSettings()
                .getNetworks()
                .get(network.name());
        String ipv6 = attached == null ? "" : Objects.requireNonNullElse(attached.getGlobalIPv6Address(), "");
        container.labels().endpoint().ipv6().ifPresent(wanted -> {
            if (!wanted.equals(ipv6)) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "reading the addresses back: the engine gave the container "
                                + (ipv6.isEmpty() ? "no IPv6 address" : ipv6) + " instead of " + wanted);
            }
        });
    }

    /** Returns the reason why a container does not run now, in the engine's words; empty if it runs. */
    Optional<String> whyNotRunning(String step, String id) {
        var state = inspect(step, id).getState();
        boolean runs = Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getPaused());
        return runs ? Optional.empty() : Optional.of(Objects.requireNonNullElse(state.getStatus(), "stopped"));
    }

    InspectContainerResponse inspect(String step, String id) {
        return engine.call(step, client -> client.inspectContainerCmd(id).exec());
    }

    void stop(SliverContainer container) {
        engine.run("stopping the container", client -> {
            try {
                client.stopContainerCmd(container.id())
                        .withTimeout(STOP_SECONDS)
                        .exec();
            } catch (NotModifiedException e) {
                // It does not run.
            }
        });
    }

    /** Removes a container, running or not, and its volumes. One that is not there is no error. */
    void remove(SliverContainer container) {
        engine.run("removing the container", client -> {
            try {
                client.removeContainerCmd(container.id())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException e) {
                // Done already.
            } catch (ConflictException e) {
                // Somebody else is removing it.
                awaitRemoval(client, container.id(), e);
            }
        });
    }

    private static void awaitRemoval(DockerClient client, String id, ConflictException conflict) {
        boolean gone = Waiting.until(() -> {
            try {
                client.inspectContainerCmd(id).exec();
                return false;
            } catch (NotFoundException e) {
                return true;
            }
        });
        if (!gone) {
            throw conflict;
        }
    }
}
