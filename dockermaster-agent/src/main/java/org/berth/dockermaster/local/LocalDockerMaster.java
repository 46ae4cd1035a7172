// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.HostProblems;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.facts.MachineFacts;
import org.berth.dockermaster.files.HostKeys;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.net.BindAddress;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.BridgeNetworks;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.net.PacketFilter;
import org.berth.dockermaster.state.Counts;
import org.berth.dockermaster.state.DiskUse;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.berth.dockermaster.validation.HostValidator;

/** The container host that this process runs on. */
public final class LocalDockerMaster implements DockerMaster {
    private final MachineFacts facts;
    private final HostLimits limits;
    private final Engine engine;
    private final HostState state;
    private final HostPool pool;
    private final BindAddress bindAddress;
    private final HostKeys hostKeys;
    private final Containers containers;
    private final StaleRequestGuard late;
    private final HeldPorts heldPorts;
    private final Reservations reservations;
    private final Accounts accounts;
    private final Readiness readiness;
    private final Executions executions;
    private final Creation creation;
    private final Listeners listeners;
    private final ContainerLimits containerLimits;
    private final DiskWatch diskLimits;
    private final SecuredNetwork network;
    private final DiskRoom disks;
    private final FirewallWatch firewall;
    private final HostFailures failures;
    private final NetworkGuard guard;
    private final SliverLocks locks = new SliverLocks();

    private LocalDockerMaster(
            HostSettings settings, BindAddress bindAddress, Engine engine, HostState state, Clock clock) {
        this.limits = settings.limits();
        this.facts = MachineFacts.ofThisMachine(clock);
        this.engine = engine;
        this.state = state;
        this.bindAddress = bindAddress;
        this.hostKeys = new HostKeys(settings.stateDirectory().resolve("ssh-host-keys"));
        this.containers = new Containers(engine);
        this.pool = new HostPool(settings, state, containers);
        this.late = new StaleRequestGuard(state);
        this.heldPorts = new HeldPorts(bindAddress, state, containers);
        this.reservations = new Reservations(pool, bindAddress, state, late, containers, heldPorts, clock);
        this.accounts = new Accounts(engine, containers);
        this.readiness = new Readiness(engine, containers, bindAddress);
        this.executions = new Executions(engine, containers);
        this.listeners = new Listeners(engine, clock);
        BridgeNetworks networks = new BridgeNetworks(engine);
        this.guard = new NetworkGuard(
                engine,
                settings,
                clock,
                () -> pool.prefixes().stream()
                        .flatMap(prefix -> networks.find(prefix).stream())
                        .toList(),
                heldPorts::forgetRefused);
        this.network = new SecuredNetwork(engine, networks, guard);
        this.containerLimits = new ContainerLimits(engine, settings.limits().memoryBytes());
        this.diskLimits = new DiskWatch(containers, new DiskMeter(engine), containerLimits, state, clock);
        this.creation = new Creation(
                engine,
                containers,
                reservations,
                containerLimits,
                bindAddress.hostIp(),
                listeners::imageProgress,
                hostKeys,
                accounts,
                readiness,
                guard);
        this.disks = new DiskRoom(settings.stateDirectory(), clock);
        this.firewall = new FirewallWatch(
                () -> {
                    network.doubt();
                    network.withAll(pool.prefixes());
                },
                PacketFilter::read);
        this.failures = new HostFailures(state, disks, firewall, heldPorts, clock);
    }

    /**
     * Opens this host's state, and makes it if there is none. The engine is not spoken to yet: it may be down.
     *
     * @throws DockerMasterException of kind {@code FAILED} if a setting is wrong
     */
    public static LocalDockerMaster open(HostSettings settings, Clock clock) {
        BindAddress bindAddress = BindAddress.parse(settings.bindAddress());
        Pool.of(settings, PoolSettings.AS_HOST_SAYS);
        Engine engine = Engine.connect(settings.dockerHost());
        HostState state = HostState.open(settings.stateDirectory());
        LocalDockerMaster host = new LocalDockerMaster(settings, bindAddress, engine, state, clock);
        host.guard.start();
        host.diskLimits.start();
        return host;
    }

    @Override
    public HostDescription describe() {
        return told(() -> {
            bindAddress.requireHere();
            network.doubt();
            Pool now = pool.now();
            network.withAll(pool.prefixes());
            Info info = engine.call(
                    "asking what the machine has", client -> client.infoCmd().exec());
            disks.watch(info.getDockerRootDir());
            containerLimits.update(info);
            List<Image> images = engine.call(
                    "listing the images", client -> client.listImagesCmd().exec());
            return new HostDescription(
                    now.hostname(),
                    now.firstPort(),
                    now.slots(),
                    now.prefixText(),
                    Objects.requireNonNullElse(info.getMemTotal(), 0L),
                    Objects.requireNonNullElse(info.getNCPU(), 0),
                    engine.version().toString(),
                    images.stream()
                            .flatMap(LocalDockerMaster::names)
                            .sorted()
                            .limit(HostValidator.MOST_IMAGES)
                            .toList(),
                    facts.read(),
                    limits,
                    guard.problem(),
                    problems(now));
        });
    }

    private HostProblems problems(Pool now) {
        firewall.begin();
        return new HostProblems(
                firewall.cannotStart()
                        .or(() -> disks.full()
                                .map(directory -> "the disk of " + directory + " is full: make room on it")),
                heldPorts.find(now));
    }

    private static Stream<String> names(Image image) {
        String[] tags = image.getRepoTags();
        return tags == null
                ? Stream.of()
                : Arrays.stream(tags)
                        .filter(tag -> !tag.contains("<none>") && tag.length() <= HostValidator.LONGEST_NAME);
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        SliverName.of(spec.sliver());
        requireAllowed(spec);
        return locked(spec.sliver(), () -> reservations.reserve(spec));
    }

    @Override
    public void create(SliverSpec spec) {
        Accounts.validate(spec.accounts());
        requireAllowed(spec);
        String image = spec.image().isEmpty() ? BaseImage.NAME : spec.image();
        SliverContainer begun = locked(spec.sliver(), () -> {
            Endpoint reserved = reservations.reserve(spec);
            if (!reserved.equals(spec.endpoint())) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "making the container: reserved for " + spec.sliver() + " is " + reserved + ", not "
                                + spec.endpoint());
            }
            BridgeNetwork attached = networkOf(spec.sliver(), spec.endpoint());
            guard.requireFor(spec.type());
            diskLimits.starting(spec.sliver());
            return creation.begin(spec.from(image), attached);
        });
        told(() -> {
            creation.finish(spec.from(image), begun, failed -> locks.locked(spec.sliver(), failed));
            return true;
        });
    }

    /** Whatever the AM asks, be it in other hands. */
    private void requireAllowed(SliverSpec spec) {
        String image = spec.image().equals(BaseImage.NAME) ? "" : spec.image();
        limits.refusal(spec.type(), image).ifPresent(reason -> {
            throw new DockerMasterException(Kind.FAILED, "making " + spec.sliver() + ": this host " + reason);
        });
    }

    @Override
    public void start(String sliver, int generation) {
        SliverContainer started = locked(sliver, () -> {
            SliverContainer container = container("starting", sliver, generation);
            start(container);
            return container;
        });
        awaitSsh(started);
    }

    @Override
    public void stop(String sliver, int generation) {
        locked(sliver, () -> {
            containers.stop(container("stopping", sliver, generation));
            return true;
        });
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        SliverContainer started = locked(sliver, () -> {
            SliverContainer container = container("restarting", sliver, generation);
            if (late.isRestartDue(sliver, generation, restarts)) {
                late.requireWritable(sliver, generation);
                containers.stop(container);
                start(container.stopped());
                // Last: dead before, it is carried out again, and nobody was told that it had been.
                late.keepRestart(sliver, generation, restarts);
            } else {
                start(container);
            }
            return container;
        });
        awaitSsh(started);
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> wanted) {
        String step = "changing the accounts";
        Accounts.validate(wanted);
        SliverContainer running = locked(sliver, () -> {
            SliverContainer container = container(step, sliver, generation);
            // First: whatever fails from here on, those that were wanted before do not come back.
            late.takeUsers(sliver, generation, userChanges);
            return required(container, step);
        });
        told(() -> {
            accounts.change(running, userChanges, wanted);
            return true;
        });
        locked(sliver, () -> {
            container(step, sliver, generation); // It may be deleted by now.
            if (userChanges > 0) {
                late.requireLastUsers(step, sliver, generation, userChanges);
            }
            reservations.keepAccounts(sliver, wanted);
            return true;
        });
    }

    @Override
    public void configure(PoolSettings said) {
        told(() -> {
            reservations.configure(said);
            return true;
        });
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        return run(sliver, generation, Script.of(command), output);
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        return run(sliver, generation, Script.of(command), output);
    }

    private ExecuteResult run(String sliver, int generation, Script script, CommandOutput output) {
        record Started(String container, Output output) {}

        Started started = locked(sliver, () -> {
            SliverContainer container = running(sliver, generation, script.step());
            return new Started(container.id(), executions.start(container.id(), script, output));
        });
        // Not under the lock: a script may run for days, and its sliver be stopped or deleted meanwhile.
        return told(() -> executions.await(started.container(), script, started.output()));
    }

    private SliverContainer running(String sliver, int generation, String step) {
        SliverContainer found = container(sliver);
        if (found.labels().generation() != generation) {
            throw new DockerMasterException(
                    Kind.GONE,
                    step + ": the container of generation " + generation + " was replaced by "
                            + found.labels().generation());
        }
        return required(found, step);
    }

    private static SliverContainer required(SliverContainer found, String step) {
        if (found.power() != Power.RUNNING) {
            throw new DockerMasterException(
                    Kind.UNREACHABLE, step + ": the container does not run now (" + found.detail() + ")");
        }
        return found;
    }

    @Override
    public void delete(String sliver) {
        String name = SliverName.of(sliver);
        locked(sliver, () -> {
            List<SliverContainer> existing = containers.of(sliver);
            Optional<Reservation> reservation = reservations.find(sliver);
            reservation.ifPresent(r -> existing.forEach(c -> Reservations.requireSameAm(c.labels(), r.am())));
            // First: whatever fails from here on, the sliver is not made again.
            boolean marked = reservations.isMarkedDeleted(sliver);
            existing.forEach(containers::remove);
            hostKeys.remove(name);
            if (!marked) { // For want of room on the disk, which there may be now.
                reservations.markDeleted(sliver);
            }
            reservations.remove(sliver);
            return true;
        });
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        return listeners.add(listener);
    }

    @Override
    public List<FoundSliver> list() {
        return told(() -> {
            List<SliverContainer> found = containers.all();
            Map<String, Counts> counts = state.counts();
            Map<String, DiskUse> full = state.disks();
            return found.stream()
                    .map(container -> container.found(
                            Optional.ofNullable(counts.get(container.labels().sliver())),
                            Optional.ofNullable(full.get(container.labels().sliver()))))
                    .toList();
        });
    }

    @Override
    public List<Account> accounts(String sliver) {
        return told(() -> state.accounts(sliver));
    }

    @Override
    public void close() {
        firewall.close();
        listeners.close();
        guard.close();
        diskLimits.close();
        engine.close();
        state.close();
    }

    private SliverContainer container(String sliver) {
        return containers.of(sliver).stream()
                .findFirst()
                .orElseThrow(() -> new DockerMasterException(
                        Kind.GONE, "looking for the container: sliver " + sliver + " has none on this host"));
    }

    private SliverContainer container(String step, String sliver, int wanted) {
        // 0 is what an AM says that does not say which.
        if (wanted > 0) {
            reservations
                    .find(sliver)
                    .ifPresent(known -> StaleRequestGuard.requireGeneration(step, sliver, wanted, known.generation()));
        }
        return container(sliver);
    }

    private void start(SliverContainer container) {
        BridgeNetwork attached =
                networkOf(container.labels().sliver(), container.labels().endpoint());
        diskLimits.starting(container.labels().sliver());
        containers.start(container);
        readiness.whileAlive(container, () -> {
            guard.admit(container.id(), attached);
            containers.requireAddresses(container, attached);
        });
    }

    /** That of its address: a sliver from before this host had a prefix has none, and stays where it is. */
    private BridgeNetwork networkOf(String sliver, Endpoint endpoint) {
        Optional<Ipv6Prefix> prefix = pool.now().prefix();
        endpoint.ipv6()
                .filter(address -> prefix.filter(p -> p.contains(address)).isEmpty())
                .ifPresent(address -> {
                    throw new DockerMasterException(
                            Kind.FAILED,
                            "attaching the container: sliver " + sliver + " has address " + address
                                    + ", which is not of this host's ipv6_prefix ("
                                    + prefix.map(Ipv6Prefix::toString).orElse("none")
                                    + "): set the prefix that the host had, or delete the sliver");
                });
        return network.with(endpoint.ipv6().isEmpty() ? Optional.empty() : prefix);
    }

    /** Not under the lock: it waits for the container's programs, and the sliver may be stopped or deleted meanwhile. */
    private void awaitSsh(SliverContainer started) {
        told(() -> {
            readiness.await(started);
            return true;
        });
    }

    private <T> T locked(String sliver, Supplier<T> action) {
        return told(() -> locks.locked(sliver, action));
    }

    /** Lets nothing but {@link DockerMasterException} out, and blames no step for an engine that is going down. */
    private <T> T told(Supplier<T> action) {
        try {
            return action.get();
        } catch (DockerMasterException e) {
            boolean down = e.kind() == Kind.UNREACHABLE || !engine.isListening();
            if (down) {
                network.doubt();
            }
            if (!engine.isListening()) {
                heldPorts.forgetRefused();
            }
            throw down && e.kind() == Kind.FAILED
                    ? new DockerMasterException(
                            Kind.UNREACHABLE, e.getMessage() + " (the engine is shutting down or gone)", e)
                    : failures.ofStep(e);
        } catch (RuntimeException e) {
            throw failures.ofOther(e);
        }
    }
}
