// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} does, on a real engine. */
abstract class DockerMasterContract extends FailureContract {

    @Test
    void madeSliverTakesItsUsersOverPortAndAddressAsRootBySudo() {
        // given
        SliverSpec spec = newSliver();

        // when
        SliverSpec made = made(spec);

        // then
        assertThat(made.endpoint()).isEqualTo(spec.endpoint());
        assertThat(onHost(made, "id -un && sudo -n id -un && id -Gn")).isEqualTo("alice\nroot\nalice berth");
        String ipv6 = made.endpoint().ipv6().orElseThrow();
        assertThat(alice.run(ipv6, 22, "hostname -I").output()).contains(ipv6);
    }

    @Test
    void strangersRootAndPasswordsGetNoLogin() {
        // given
        SliverSpec made = made(newSliver());
        int port = made.endpoint().sshPort();

        // when
        var stranger = SshUser.make(folder, "alice").run(LOOPBACK, port, "true");
        var root = alice.as("root").run(LOOPBACK, port, "true");
        var methods = Commands.run(List.of(
                "ssh",
                "-v",
                "-p",
                Integer.toString(port),
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "PreferredAuthentications=none",
                "alice@127.0.0.1"));

        // then
        assertThat(stranger.exitCode()).isEqualTo(255);
        assertThat(root.exitCode()).isEqualTo(255);
        // the methods' names are the protocol's (RFC 4252)
        assertThat(methods.output()).contains("publickey").doesNotContain("password", "keyboard-interactive");
    }

    @Test
    void sliverIsListedAsItWasWanted() {
        // given
        SliverSpec made = made(newSliver());

        // when
        List<FoundSliver> listed =
                host.list().stream().filter(found -> found.am().equals(am)).toList();

        // then
        assertThat(listed).singleElement().satisfies(found -> {
            assertThat(found)
                    .usingRecursiveComparison()
                    .comparingOnlyFields("sliver", "slice", "node", "generation", "endpoint")
                    .isEqualTo(made);
            assertThat(found.type()).isEqualTo("docker-container");
            assertThat(found.image()).isEqualTo("berth-base:1");
            assertThat(found.power()).isEqualTo(Power.RUNNING);
            assertThat(found.detail()).startsWith("Up");
        });
    }

    @Test
    void containerIsCalledLikeItsNodeAsFarAsThatIsAHostName() {
        assertThat(onHost(made(newSliver()), "hostname")).isEqualTo("node-x");
    }

    @Test
    void whoLogsInIsToldNodeAndSlice() {
        // given
        SliverSpec spec = newSliver();
        SliverSpec made = made(new SliverSpec(
                spec.am(),
                spec.sliver(),
                spec.slice(),
                "n\u001b[2J\ne",
                spec.type(),
                spec.image(),
                1,
                spec.endpoint(),
                spec.accounts(),
                0));

        // then
        assertThat(onHost(made, "cat /etc/motd"))
                .contains("Node n?[2J e of slice " + spec.slice(), "renewsliver")
                .doesNotContain("\u001b");
    }

    @Test
    void makingTwiceLeavesTheContainerAsItIs() {
        // given
        SliverSpec made = made(newSliver());
        String id = onlyContainer();
        onHost(made, "touch kept");

        // when
        host.create(made);

        // then
        assertThat(onlyContainer()).isEqualTo(id);
        assertThat(onHost(made, "ls")).isEqualTo("kept");
    }

    @Test
    void containerThatNeverRanIsMadeAnew() {
        // given
        SliverSpec spec = newSliver();
        host.reserve(spec);
        String uuid = spec.sliver().substring(spec.sliver().lastIndexOf('+') + 1);
        Map<String, String> labels = Map.of(
                "org.berth.am", am,
                "org.berth.sliver", spec.sliver(),
                "org.berth.slice", spec.slice(),
                "org.berth.node", spec.node(),
                "org.berth.type", "docker-container",
                "org.berth.image", "berth-base:1",
                "org.berth.generation", "1",
                "org.berth.port", Integer.toString(spec.endpoint().sshPort()),
                "org.berth.mac", spec.endpoint().mac());
        tell(client -> client.createContainerCmd("berth-base:1")
                .withName("berth-" + uuid + "-1")
                .withLabels(labels)
                .exec());
        assertThat(host.list()).anyMatch(found -> found.power() == Power.INCOMPLETE);

        // when
        host.create(spec);

        // then
        assertThat(containers()).hasSize(1);
        assertThat(onHost(spec, "id -un")).isEqualTo("alice");
    }

    @Test
    void reloadTakesFreshDiskAndKeepsHostKeysPortAddressAndUsers() {
        // given
        SliverSpec made = made(newSliver());
        int port = made.endpoint().sshPort();
        List<String> hostKeys = SshUser.hostKeys(LOOPBACK, port);
        onHost(made, "touch gone");

        // when
        SliverSpec reloaded = made(generation(made, 2));

        // then
        assertThat(reloaded.endpoint()).isEqualTo(made.endpoint());
        assertThat(onHost(reloaded, "ls")).isEmpty();
        assertThat(SshUser.hostKeys(LOOPBACK, port)).hasSize(2).isEqualTo(hostKeys);
        assertThat(containers()).hasSize(1);
    }

    @Test
    void lostStateIsReadBackFromTheContainers() {
        // given
        SliverSpec made = made(newSliver());
        List<String> hostKeys = SshUser.hostKeys(LOOPBACK, made.endpoint().sshPort());
        loseState();

        // when
        SliverSpec reloaded = made(generation(
                made.at(new Endpoint(
                        FIRST_PORT + 3, made.endpoint().mac(), made.endpoint().ipv6())),
                2));

        // then
        assertThat(reloaded.endpoint()).isEqualTo(made.endpoint());
        assertThat(SshUser.hostKeys(LOOPBACK, made.endpoint().sshPort())).isEqualTo(hostKeys);
    }

    @Test
    void sameSliverAlwaysGetsTheSameEndpoint() {
        // given
        SliverSpec spec = newSliver();
        Endpoint first = host.reserve(spec);
        reopen();

        // when
        Endpoint second = host.reserve(spec.at(new Endpoint(FIRST_PORT + 5, "02:00:00:00:00:01", first.ipv6())));

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void takenPortIsLeftAloneForTenMinutesAndAnotherIsGiven() throws IOException {
        // given
        int taken = FIRST_PORT;
        Endpoint other;
        try (ServerSocket socket = new ServerSocket(taken)) {
            // when
            other = host.reserve(newSliver(PLAIN, taken));

            // then
            assertThat(socket.isBound()).isTrue();
            assertThat(other.sshPort()).isBetween(taken + 1, taken + SLOTS - 1);
        }
        assertThat(host.reserve(newSliver(PLAIN, taken)).sshPort()).isNotEqualTo(taken);
        clock.advance(Duration.ofMinutes(11));
        assertThat(host.reserve(newSliver(PLAIN, taken)).sshPort()).isEqualTo(taken);
    }

    @Test
    void otherPortThanTheTakenOneIsTheOneThatWasFreeForLongest() throws IOException {
        // given
        SliverSpec former = newSliver(PLAIN, FIRST_PORT + 1);
        host.reserve(former);
        host.delete(former.sliver());
        try (ServerSocket socket = new ServerSocket(FIRST_PORT)) {
            // when
            Endpoint given = host.reserve(newSliver(PLAIN, socket.getLocalPort()));

            // then
            assertThat(given.sshPort()).isEqualTo(FIRST_PORT + 2);
        }
    }

    @Test
    void portOfAnotherHostsContainerIsTaken() {
        // given
        SliverSpec made = made(newSliver());
        host.stop(made.sliver(), 1);
        HostSettings own = settings(SLOTS);
        HostSettings other = new HostSettings(
                "other",
                SLOTS,
                FIRST_PORT,
                own.hostname(),
                own.ipv6Prefix(),
                dockerHost,
                Optional.empty(),
                folder.resolve("other"));
        try (DockerMaster second = open(other, clock)) {
            // when
            Endpoint given = second.reserve(newSliver(PLAIN, made.endpoint().sshPort()));

            // then
            assertThat(given.sshPort()).isNotEqualTo(made.endpoint().sshPort());
        }
    }

    @Test
    void killedContainerIsListedAsStoppedAndStartsWithItsDisk() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "touch kept");
        String id = onlyContainer();
        tell(client -> client.killContainerCmd(id).exec());
        assertThat(power()).isEqualTo(Power.STOPPED);

        // when
        host.start(made.sliver(), 1);

        // then
        assertThat(power()).isEqualTo(Power.RUNNING);
        assertThat(onHost(made, "ls")).isEqualTo("kept");
    }

    @Test
    void stopStartAndRestartKeepDiskPortAddressAndUsersAndMayBeRepeated() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "touch kept");

        // when
        host.stop(made.sliver(), 1);
        host.stop(made.sliver(), 1);
        assertThat(power()).isEqualTo(Power.STOPPED);
        host.start(made.sliver(), 1);
        host.start(made.sliver(), 1);
        host.restart(made.sliver(), 1, 1);

        // then
        assertThat(power()).isEqualTo(Power.RUNNING);
        assertThat(onHost(made, "ls")).isEqualTo("kept");
        String ipv6 = made.endpoint().ipv6().orElseThrow();
        assertThat(alice.run(ipv6, 22, "ls").output()).isEqualTo("kept");
    }

    @Test
    void usersUpdateReplacesTheKeysOfThoseNamedAndOfNobodyElse() {
        // given
        SshUser bob = SshUser.make(folder, "bob");
        SshUser carol = SshUser.make(folder, "carol");
        SliverSpec made = made(withAccounts(newSliver(), accountOf(alice), accountOf(bob)));
        int port = made.endpoint().sshPort();
        SshUser newBob = SshUser.make(folder, "bob");

        // when
        host.updateUsers(made.sliver(), 1, 1, List.of(accountOf(newBob), accountOf(carol)));

        // then
        assertThat(bob.run(LOOPBACK, port, "true").exitCode()).isEqualTo(255);
        for (SshUser user : List.of(alice, newBob, carol)) {
            assertThat(user.run(LOOPBACK, port, "id -un").output()).isEqualTo(user.login());
        }
        host.updateUsers(made.sliver(), 1, 2, List.of(new Account("carol", List.of())));
        assertThat(carol.run(LOOPBACK, port, "true").exitCode()).isEqualTo(255);
        assertThat(host.accounts(made.sliver()))
                .containsExactly(accountOf(alice), accountOf(newBob), new Account("carol", List.of()));
    }

    @Test
    void typeSaysWhatAContainerMayUse() {
        // given
        ContainerType type = new ContainerType(
                "small",
                OptionalLong.of(100_000_000),
                OptionalDouble.of(0.5),
                OptionalLong.of(200),
                List.of(),
                List.of());

        // when
        made(newSliver(type, FIRST_PORT));

        // then
        var limits = inspected().getHostConfig();
        assertThat(limits.getMemory()).isEqualTo(100_000_000L);
        assertThat(limits.getMemorySwap()).isEqualTo(100_000_000L);
        assertThat(limits.getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(limits.getPidsLimit()).isEqualTo(200L);
    }

    @Test
    void typeWithoutLimitsGetsThoseOfTheHost() {
        // given
        SliverSpec spec = newSliver();

        // when
        made(spec);

        // then
        var limits = inspected().getHostConfig();
        assertThat(limits.getPidsLimit()).isEqualTo(4096L);
        assertThat(limits.getPrivileged()).isFalse();
        assertThat(limits.getMemory())
                .isEqualTo(Math.max(1L << 30, host.describe().memoryBytes() / 4))
                .isEqualTo(limits.getMemorySwap());
        assertThat(inspected().getConfig().getLabels()).containsEntry("org.berth.disk", Long.toString(20L << 30));
    }

    @Test
    void unlimitedTypeHasNoLimits() {
        // given
        OptionalLong unlimited = OptionalLong.of(ContainerType.UNLIMITED);
        ContainerType type = new ContainerType(
                "large", unlimited, OptionalDouble.empty(), unlimited, unlimited, List.of(), List.of());

        // when
        made(newSliver(type, FIRST_PORT));

        // then
        var limits = inspected().getHostConfig();
        assertThat(limits.getMemory()).isZero();
        assertThat(limits.getPidsLimit()).isIn(null, -1L, 0L);
        assertThat(inspected().getConfig().getLabels()).doesNotContainKey("org.berth.disk");
    }

    @Test
    void whatIsWrittenToAProgramsOwnOutputReachesNoEngine() {
        // given
        SliverSpec made = made(newSliver());

        // when
        String first = onHost(made, "sudo readlink /proc/1/fd/0 /proc/1/fd/1 /proc/1/fd/2");
        host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", "ls -l /proc/$PPID/fd; echo listed"), IGNORED);

        // then
        assertThat(first.lines()).containsExactly("/dev/null", "/dev/null", "/dev/null");
        assertThat(onHost(made, "cat /var/log/berth/startup-0.txt"))
                .contains("/dev/null", "listed")
                .doesNotContain("pipe:");
        assertThat(onHost(made, "cat /proc/1/comm").strip()).isEqualTo("sshd");
    }

    @Test
    void whatIsLeftByProgramsThatEndedIsCleanedUp() {
        // given
        SliverSpec made = made(newSliver());

        // when
        onHost(made, "(setsid sh -c 'exit 0' &) ; (setsid true &)");

        // then
        await().untilAsserted(() -> assertThat(
                        onHost(made, "grep -l '^State:.*Z' /proc/[0-9]*/status 2>/dev/null || echo none"))
                .isEqualTo("none"));
    }

    @Test
    void tunnelTypeMakesTunnels() {
        // given
        ContainerType tunnel = new ContainerType(
                "docker-container-with-tunnel",
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                List.of("NET_ADMIN"),
                List.of("/dev/net/tun"));

        // when
        SliverSpec made = made(newSliver(tunnel, FIRST_PORT));

        // then
        assertThat(onHost(made, "sudo ip tuntap add dev t0 mode tun && ip -o link show t0"))
                .contains("t0");
    }

    @Test
    void deletedSliverGivesItsPortBackAndMayBeDeletedAgain() {
        // given
        SliverSpec made = made(newSliver());

        // when
        host.delete(made.sliver());
        host.delete(made.sliver());

        // then
        assertThat(containers()).isEmpty();
        assertThat(host.reserve(newSliver()).sshPort())
                .isEqualTo(made.endpoint().sshPort());
    }

    @Test
    void descriptionTellsPoolPrefixAndImages() {
        // when
        HostDescription description = host.describe();

        // then
        assertThat(description.hostname()).isEqualTo("host.example.org");
        assertThat(description.firstPort()).isEqualTo(FIRST_PORT);
        assertThat(description.slots()).isEqualTo(SLOTS);
        assertThat(description.ipv6Prefix()).contains(PREFIX);
        assertThat(description.memoryBytes()).isGreaterThan(1L << 28);
        assertThat(description.cpus()).isPositive();
        assertThat(description.engine()).matches("docker .* \\(API 1\\.\\d+\\)");
        assertThat(description.images()).contains("berth-base:1");
    }

    @Test
    void sliversAreMadeSideBySide() {
        // given
        List<SliverSpec> reserved = Stream.generate(this::newSliver)
                .limit(6)
                .map(spec -> spec.at(host.reserve(spec)))
                .toList();

        // when
        List<CompletableFuture<Void>> making = reserved.stream()
                .map(spec -> CompletableFuture.runAsync(() -> host.create(spec)))
                .toList();
        making.forEach(CompletableFuture::join);

        // then
        assertThat(reserved).extracting(spec -> spec.endpoint().sshPort()).doesNotHaveDuplicates();
        assertThat(reserved)
                .allSatisfy(spec -> assertThat(onHost(spec, "id -un")).isEqualTo("alice"));
    }

    protected Power power() {
        return host.list().stream()
                .filter(found -> found.am().equals(am))
                .findFirst()
                .orElseThrow()
                .power();
    }
}
