// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.net.MacAddresses;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.testing.SshUser;
import org.berth.dockermaster.testing.TestProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A host on the machine's engine, with a state directory, pool and prefix of its own; leaves nothing behind. */
@Tag("docker")
abstract class ContractFixture {
    protected static final String LOOPBACK = "127.0.0.1";

    /** The build runs test classes in several processes side by side, on one engine. */
    protected static final int PROCESS = TestProcess.NUMBER;

    protected static final int FIRST_PORT = 20480 + 20 * PROCESS;
    protected static final int SLOTS = 8;

    /** What containers may connect to on this machine, besides DNS and published ports. */
    protected static final int LISTED_PORT = 20400 + PROCESS;

    protected static final String PREFIX = "fd6b:6572:7468:" + PROCESS + "::/64";
    protected static final String OTHER_PREFIX = "fd6b:6572:7468:" + (PROCESS + 16) + "::/64";
    protected static final ContainerType PLAIN = new ContainerType(
            "docker-container",
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of());

    protected static final CommandOutput IGNORED = output -> {};

    private static final Ipv6Prefix IPV6 = Ipv6Prefix.parse(PREFIX);

    protected final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    protected final String am = "urn:publicid:IDN+contract.test+authority+am " + UUID.randomUUID();

    @TempDir
    protected Path folder;

    protected String dockerHost = "";
    protected DockerMaster host;
    protected SshUser alice;

    /** The implementation under test, on a host with these settings. */
    protected abstract DockerMaster open(HostSettings settings, Clock time);

    @BeforeEach
    void openHost() {
        dockerHost = MachineEngine.dockerHost();
        host = open(settings(SLOTS), clock);
        alice = SshUser.make(folder, "alice");
    }

    @AfterEach
    protected void closeHost() {
        host.close();
        containers()
                .forEach(container -> MachineEngine.tell(
                        dockerHost,
                        client -> client.removeContainerCmd(container.getId())
                                .withForce(true)
                                .exec()));
    }

    @AfterAll
    static void removeNetworks() {
        String engine = MachineEngine.dockerHost();
        for (String prefix : List.of(PREFIX, OTHER_PREFIX)) {
            MachineEngine.tell(
                    engine,
                    client -> client.listNetworksCmd()
                            .withFilter("label", List.of("org.berth.network=" + prefix))
                            .exec()
                            .forEach(network ->
                                    client.removeNetworkCmd(network.getId()).exec()));
        }
    }

    protected HostSettings settings(int slots) {
        return settings(slots, Optional.empty());
    }

    protected HostSettings settings(int slots, Optional<String> bindAddress) {
        return new HostSettings(
                        "contract",
                        slots,
                        FIRST_PORT,
                        "host.example.org",
                        Optional.of(PREFIX),
                        dockerHost,
                        bindAddress,
                        folder.resolve("state"))
                .withNetwork(Egress.ALL, List.of(new HostService("tcp", LISTED_PORT)), Set.of());
    }

    protected void reopen() {
        host.close();
        host = open(settings(SLOTS), clock);
    }

    /** Opens the host anew, without all that it knew. */
    protected void loseState() {
        host.close();
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host = open(settings(SLOTS), clock);
    }

    protected static AbstractThrowableAssert<?, ? extends Throwable> expect(Kind kind, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** A new sliver with an account of alice's. */
    protected SliverSpec newSliver() {
        return newSliver(PLAIN, FIRST_PORT);
    }

    protected SliverSpec newSliver(ContainerType type, int port) {
        String mac = MacAddresses.random(new SecureRandom());
        return new SliverSpec(
                am,
                "urn:publicid:IDN+contract.test+sliver+" + UUID.randomUUID(),
                "urn:publicid:IDN+contract.test+slice+one",
                "node \u00e9 'x",
                type,
                "",
                1,
                new Endpoint(port, mac, Optional.of(IPV6.addressFor(mac))),
                List.of(accountOf(alice)),
                0);
    }

    protected static Account accountOf(SshUser... users) {
        return new Account(
                users[0].login(), Arrays.stream(users).map(SshUser::publicKey).toList());
    }

    /** Reserves and creates. */
    protected SliverSpec made(SliverSpec spec) {
        SliverSpec reserved = spec.at(host.reserve(spec));
        host.create(reserved);
        return reserved;
    }

    protected static SliverSpec generation(SliverSpec spec, int generation) {
        return new SliverSpec(
                spec.am(),
                spec.sliver(),
                spec.slice(),
                spec.node(),
                spec.type(),
                spec.image(),
                generation,
                spec.endpoint(),
                spec.accounts(),
                spec.userChanges());
    }

    protected static SliverSpec withAccounts(SliverSpec spec, Account... accounts) {
        return new SliverSpec(
                spec.am(),
                spec.sliver(),
                spec.slice(),
                spec.node(),
                spec.type(),
                spec.image(),
                spec.generation(),
                spec.endpoint(),
                List.of(accounts),
                spec.userChanges());
    }

    /** What alice sees when she logs in over the forwarded port and runs a command; fails if she cannot. */
    protected String onHost(SliverSpec spec, String command) {
        var ended = alice.run(LOOPBACK, spec.endpoint().sshPort(), command);
        if (ended.exitCode() != 0) {
            throw new AssertionError(command + " by ssh ended with " + ended);
        }
        return ended.output();
    }

    protected List<Container> containers() {
        return MachineEngine.ask(
                dockerHost,
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of("org.berth.am", am))
                        .exec());
    }

    protected String onlyContainer() {
        List<Container> all = containers();
        if (all.size() != 1) {
            throw new AssertionError("expected one container, found " + all.size());
        }
        return all.get(0).getId();
    }

    protected InspectContainerResponse inspected() {
        String id = onlyContainer();
        return MachineEngine.ask(
                dockerHost, client -> client.inspectContainerCmd(id).exec());
    }

    protected void tell(Consumer<DockerClient> order) {
        MachineEngine.tell(dockerHost, order);
    }
}
