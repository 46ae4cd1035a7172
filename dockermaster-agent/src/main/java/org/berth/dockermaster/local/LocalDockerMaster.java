package org.berth.dockermaster.local;

import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import java.net.NetworkInterface;
import java.net.SocketException;
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
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.facts.MachineFacts;
import org.berth.dockermaster.files.HostKeys;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.BridgeNetworks;
import org.berth.dockermaster.net.Firewall;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.net.Neighbours;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.jspecify.annotations.Nullable;

/** The container host that this process runs on. */
public final class LocalDockerMaster implements DockerMaster {
    private final HostSettings settings;
    private final Optional<Ipv6Prefix> prefix;
    private final Engine engine;
    private final HostState state;
    private final HostKeys hostKeys;
    private final Containers containers;
    private final Reservations reservations;
    private final Accounts accounts;
    private final Readiness readiness;
    private final Executions executions;
    private final Creation creation;
    private final BridgeNetworks networks;
    private final MachineFacts facts;
    private final SliverLocks locks = new SliverLocks();
    /** The network whose firewall rules were seen to stand since the engine last did not answer. */
    private volatile @Nullable BridgeNetwork secured;

    private LocalDockerMaster(HostSettings settings, Optional<Ipv6Prefix> prefix, Engine engine, Clock clock) {
        this.settings = settings;
        this.prefix = prefix;
        this.engine = engine;
        this.state = HostState.open(settings.stateDirectory());
        this.hostKeys = new HostKeys(settings.stateDirectory().resolve("ssh-host-keys"));
        this.containers = new Containers(engine);
        this.reservations = new Reservations(settings, prefix, state, containers, clock);
        this.accounts = new Accounts(engine);
        this.readiness = new Readiness(engine, containers);
        this.executions = new Executions(engine, containers);
        this.creation = new Creation(engine, containers, hostKeys, accounts, readiness);
        this.networks = new BridgeNetworks(engine);
        this.facts = MachineFacts.ofThisMachine(clock);
    }

    /**
     * Opens this host's state, and makes it if there is none. The engine is not spoken to yet: it may be down.
     *
     * @throws DockerMasterException of kind {@code FAILED} if a setting is wrong
     */
    public static LocalDockerMaster open(HostSettings settings, Clock clock) {
        Optional<Ipv6Prefix> prefix;
        try {
            prefix = settings.ipv6Prefix().map(Ipv6Prefix::parse);
        } catch (IllegalArgumentException e) {
            throw new DockerMasterException(Kind.FAILED, "ipv6_prefix: " + e.getMessage(), e);
        }
        return new LocalDockerMaster(settings, prefix, Engine.connect(settings.dockerHost()), clock);
    }

    @Override
    public HostDescription describe() {
        return told(() -> {
            secured = null;
            Neighbours.forgetAll(network().bridge());
            Info info = engine.call(
                    "asking what the machine has", client -> client.infoCmd().exec());
            List<Image> images = engine.call(
                    "listing the images", client -> client.listImagesCmd().exec());
            return new HostDescription(
                    settings.hostname(),
                    settings.firstPort(),
                    settings.slots(),
                    prefix.map(Ipv6Prefix::toString),
                    Objects.requireNonNullElse(info.getMemTotal(), 0L),
                    Objects.requireNonNullElse(info.getNCPU(), 0),
                    engine.version().toString(),
                    images.stream().flatMap(LocalDockerMaster::names).sorted().toList(),
                    facts.read());
        });
    }

    private static Stream<String> names(Image image) {
        String[] tags = image.getRepoTags();
        return tags == null ? Stream.of() : Arrays.stream(tags).filter(tag -> !tag.contains("<none>"));
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        SliverName.of(spec.sliver());
        return locked(spec.sliver(), () -> reservations.reserve(spec));
    }

    @Override
    public void create(SliverSpec spec) {
        Accounts.validate(spec.accounts());
        String image = spec.image().isEmpty() ? BaseImage.NAME : spec.image();
        locked(spec.sliver(), () -> {
            Endpoint reserved = reservations.reserve(spec);
            if (!reserved.equals(spec.endpoint())) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "making the container: reserved for " + spec.sliver() + " is " + reserved + ", not "
                                + spec.endpoint());
            }
            creation.create(spec.from(image), network());
            return true;
        });
    }

    @Override
    public void start(String sliver) {
        locked(sliver, () -> {
            startAndAwait(container(sliver));
            return true;
        });
    }

    @Override
    public void stop(String sliver) {
        locked(sliver, () -> {
            containers.stop(container(sliver));
            return true;
        });
    }

    @Override
    public void restart(String sliver) {
        locked(sliver, () -> {
            SliverContainer container = container(sliver);
            containers.stop(container);
            startAndAwait(container);
            return true;
        });
    }

    @Override
    public void updateUsers(String sliver, List<Account> wanted) {
        Accounts.validate(wanted);
        locked(sliver, () -> {
            accounts.install(container(sliver).id(), wanted);
            reservations.keepAccounts(sliver, wanted);
            return true;
        });
    }

    @Override
    public void configure(PoolSettings pool) {
        throw new DockerMasterException(Kind.FAILED, "configuring: comes with the next commit");
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, Consumer<String> output) {
        throw new DockerMasterException(Kind.FAILED, "installing: comes with the next commit");
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        throw new DockerMasterException(Kind.FAILED, "watching: comes with the next commit");
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, Consumer<String> output) {
        SliverContainer container = locked(sliver, () -> {
            SliverContainer found = container(sliver);
            if (found.labels().generation() != generation) {
                throw new DockerMasterException(
                        Kind.GONE,
                        "executing command " + command.index() + ": the container of generation " + generation
                                + " was replaced by " + found.labels().generation());
            }
            if (found.power() != Power.RUNNING) {
                throw new DockerMasterException(
                        Kind.UNREACHABLE,
                        "executing command " + command.index() + ": the container does not run now (" + found.detail()
                                + ")");
            }
            executions.start(found.id(), command);
            return found;
        });
        // Not under the lock: a command may run for days, and its sliver be stopped or deleted meanwhile.
        return told(() -> executions.await(container.id(), command));
    }

    @Override
    public void delete(String sliver) {
        locked(sliver, () -> {
            List<SliverContainer> existing = containers.of(sliver);
            Optional<Reservation> reservation = reservations.find(sliver);
            reservation.ifPresent(r -> existing.forEach(c -> Reservations.requireSameAm(c.labels(), r.am())));
            existing.forEach(containers::remove);
            hostKeys.remove(SliverName.of(sliver));
            reservations.remove(sliver);
            return true;
        });
    }

    @Override
    public List<FoundSliver> list() {
        return told(() -> {
            List<SliverContainer> found = containers.all();
            Map<String, List<Account>> known = state.accounts();
            return found.stream()
                    .map(container -> container.found(
                            known.getOrDefault(container.labels().sliver(), List.of())))
                    .toList();
        });
    }

    @Override
    public void close() {
        engine.close();
        state.close();
    }

    private SliverContainer container(String sliver) {
        return containers.of(sliver).stream()
                .findFirst()
                .orElseThrow(() -> new DockerMasterException(
                        Kind.GONE, "looking for the container: sliver " + sliver + " has none on this host"));
    }

    private void startAndAwait(SliverContainer container) {
        BridgeNetwork network = network();
        containers.start(container);
        readiness.whileAlive(container, () -> containers.settleAddresses(container, network));
        readiness.await(container);
    }

    /** The network for new and starting containers, behind rules that keep them apart. */
    private BridgeNetwork network() {
        BridgeNetwork network = networks.ensure(prefix);
        if (!network.equals(secured)) {
            requireInterface(network);
            new Firewall(network.bridge(), engine.address()).ensure();
            secured = network;
        }
        return network;
    }

    private void requireInterface(BridgeNetwork network) {
        try {
            if (NetworkInterface.getByName(network.bridge()) == null) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "keeping containers apart: bridge " + network.bridge() + " of the engine at " + engine.address()
                                + " is not on this machine; Berth has to run where the engine runs");
            }
        } catch (SocketException e) {
            throw new DockerMasterException(Kind.FAILED, "looking for bridge " + network.bridge() + ": " + e, e);
        }
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
                // When it comes back, it may put rules of its own before ours.
                secured = null;
            }
            throw down && e.kind() == Kind.FAILED
                    ? new DockerMasterException(
                            Kind.UNREACHABLE, e.getMessage() + " (the engine is shutting down or gone)", e)
                    : e;
        } catch (RuntimeException e) {
            throw new DockerMasterException(Kind.FAILED, "keeping the host's own state: " + e.getMessage(), e);
        }
    }
}
