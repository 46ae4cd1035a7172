// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.files.HostKeys;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.state.Reservation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a sliver's container, or finishes one that was begun; where that fails, nothing is left of it. */
final class Creation {
    private static final Logger log = LoggerFactory.getLogger(Creation.class);
    private static final int KEY_LIMIT = 16 * 1024;
    private static final int FAILURE_LIMIT = 4 * 1024;

    private final Engine engine;
    private final Containers containers;
    private final Reservations reservations;
    private final ContainerLimits limits;
    private final Optional<String> hostIp;
    private final Consumer<String> imageProgress;
    private final HostKeys hostKeys;
    private final Accounts accounts;
    private final Readiness readiness;
    private final NetworkGuard guard;
    private final ContainerFiles files;

    /**
     * @param hostIp the address of this machine that ssh is forwarded from; empty for all
     * @param imageProgress takes a line at each step of making the base image
     */
    Creation(
            Engine engine,
            Containers containers,
            Reservations reservations,
            ContainerLimits limits,
            Optional<String> hostIp,
            Consumer<String> imageProgress,
            HostKeys hostKeys,
            Accounts accounts,
            Readiness readiness,
            NetworkGuard guard) {
        this.engine = engine;
        this.containers = containers;
        this.reservations = reservations;
        this.limits = limits;
        this.hostIp = hostIp;
        this.imageProgress = imageProgress;
        this.hostKeys = hostKeys;
        this.accounts = accounts;
        this.readiness = readiness;
        this.guard = guard;
        this.files = new ContainerFiles(engine);
    }

    /** Makes the container and starts it, or takes up one that was begun. To be called under the sliver's lock. */
    SliverContainer begin(SliverSpec spec, BridgeNetwork network) {
        List<SliverContainer> existing = containers.of(spec.sliver());
        existing.forEach(container -> Reservations.requireSameAm(container.labels(), spec.am()));
        try {
            SliverContainer container = container(spec, network, existing);
            containers.start(container);
            readiness.whileAlive(container, () -> {
                guard.admit(container.id(), network);
                containers.requireAddresses(container, network);
            });
            return container;
        } catch (RuntimeException e) {
            throw removed(spec, e);
        }
    }

    /**
     * Waits until a container that was begun can be logged in to. Not to be called under the sliver's lock.
     *
     * @param locked finds something out under that lock
     */
    void finish(SliverSpec spec, SliverContainer begun, Function<Supplier<RuntimeException>, RuntimeException> locked) {
        try {
            readiness.awaitFirst(begun);
            if (begun.power() != Power.INCOMPLETE) { // Begun before, perhaps for other accounts.
                accounts.change(begun, spec.userChanges(), spec.accounts());
            }
        } catch (RuntimeException e) {
            throw locked.apply(() -> removed(spec, stillThere(begun), e));
        }
    }

    /** By now it may have been removed, and another be in its place. */
    private List<SliverContainer> stillThere(SliverContainer begun) {
        return containers.of(begun.labels().sliver()).stream()
                .filter(container -> container.id().equals(begun.id()))
                .toList();
    }

    private RuntimeException removed(SliverSpec spec, RuntimeException failure) {
        try {
            return removed(spec, containers.of(spec.sliver()), failure);
        } catch (DockerMasterException e) {
            e.addSuppressed(failure);
            return e;
        }
    }

    /**
     * Removes what a failure leaves, unless it is to be tried again. If not even this succeeds, that is told where it means that
     * all has to be done again.
     */
    private RuntimeException removed(SliverSpec spec, List<SliverContainer> left, RuntimeException failure) {
        if (failure instanceof DockerMasterException known && known.kind() == Kind.UNREACHABLE) {
            return failure;
        }
        RuntimeException reason = explained(spec, left, failure);
        try {
            left.forEach(containers::remove);
        } catch (DockerMasterException e) {
            e.addSuppressed(reason);
            if (e.kind() == Kind.UNREACHABLE) {
                return e;
            }
            reason.addSuppressed(e);
            log.warn("a container of {} that failed cannot be removed: {}", spec.sliver(), e.getMessage());
        }
        return reason;
    }

    /**
     * Returns the failure with its reason. It checks for missing programs only where the container failed, since a
     * check takes as long as a start.
     */
    private RuntimeException explained(SliverSpec spec, List<SliverContainer> left, RuntimeException failure) {
        if (!(failure instanceof DockerMasterException known) || known.kind() != Kind.FAILED) {
            return failure;
        }
        try {
            for (SliverContainer container : left) {
                for (String program : List.of(ContainerRecipe.SSHD, Accounts.USERADD, FirstStart.SHELL)) {
                    if (!files.exists("looking for " + program, container.id(), program)) {
                        return new DockerMasterException(
                                Kind.FAILED,
                                "looking for " + program + ": image " + spec.image()
                                        + " has none; an image needs openssh-server, /bin/sh with the usual tools, and useradd",
                                failure);
                    }
                }
                Optional<String> said = files.read(
                                "asking for the reason", container.id(), FirstStart.FAILURE, FAILURE_LIMIT)
                        .map(text -> Printable.line(new String(text, UTF_8), FAILURE_LIMIT))
                        .filter(text -> !text.isEmpty());
                if (said.isPresent()) {
                    return new DockerMasterException(Kind.FAILED, said.get(), failure);
                }
            }
        } catch (DockerMasterException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private SliverContainer container(SliverSpec spec, BridgeNetwork network, List<SliverContainer> existing) {
        Map<String, byte[]> keys = hostKeys(spec.sliver(), existing);
        Optional<SliverContainer> begun = existing.stream()
                .filter(container -> container.labels().generation() == spec.generation())
                .filter(container -> container.power() != Power.INCOMPLETE)
                .findFirst();
        // What never ran has nothing of anyone's on its disk, and perhaps not all that we put there.
        existing.stream()
                .filter(container -> !begun.equals(Optional.of(container)))
                .forEach(containers::remove);
        return begun.orElseGet(() -> made(spec, network, keys));
    }

    private Map<String, byte[]> hostKeys(String sliver, List<SliverContainer> existing) {
        String name = SliverName.of(sliver);
        return hostKeys.find(name).orElseGet(() -> {
            for (SliverContainer container : existing) {
                Map<String, byte[]> found = new HashMap<>();
                for (String key : HostKeys.NAMES) {
                    String path = ContainerRecipe.SSH_FOLDER + "/" + key;
                    files.read("reading back the ssh host keys", container.id(), path, KEY_LIMIT)
                            .ifPresent(bytes -> found.put(key, bytes));
                }
                if (found.size() == HostKeys.NAMES.size()) {
                    hostKeys.keep(name, found);
                    return found;
                }
            }
            return hostKeys.make(name);
        });
    }

    private SliverContainer made(SliverSpec spec, BridgeNetwork network, Map<String, byte[]> keys) {
        Reservation sliver = Reservation.of(spec, spec.endpoint());
        reservations.requireStillFree(sliver);
        if (spec.image().equals(BaseImage.NAME)) {
            engine.callPatiently(
                    "making the base image", client -> BaseImage.standard().ensure(client, imageProgress));
        }
        String id = limits.create(
                limits.of(spec.type()),
                limited -> engine.call(
                        "making the container",
                        client -> ContainerRecipe.create(
                                client,
                                sliver,
                                spec.type(),
                                limited,
                                network,
                                hostIp,
                                guard.problem().isEmpty())));
        files.put(
                "laying out host keys and accounts",
                id,
                "/etc",
                FirstStart.files(keys, spec.accounts(), FirstStart.motd(spec)));
        return new SliverContainer(id, sliver, Power.INCOMPLETE, "Created", OptionalLong.empty());
    }
}
