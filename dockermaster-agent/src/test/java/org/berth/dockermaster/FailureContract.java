// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every {@link DockerMaster} fails. */
abstract class FailureContract extends AccountContract {

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "root", "no-such-image"})
    void failedStepIsNamedAndLeavesNoContainerButTheReservation(String cause) {
        // given
        SliverSpec plain = newSliver();
        SliverSpec spec = cause.equals("no-such-image")
                ? plain.from("no-such-image:1")
                : withAccounts(plain, accountOf(alice.as(cause)));
        host.reserve(spec);

        // when
        expect(Kind.FAILED, () -> host.create(spec))
                // then
                .hasMessageMatching("making (account 'daemon'|account 'root'|the container): .*");
        assertThat(containers()).isEmpty();
        assertThat(host.reserve(spec)).isEqualTo(spec.endpoint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alice", "-alice", "a;reboot", "a b", "a\nb", "a123456789012345678901234567890123"})
    void loginOfAnotherFormIsRefusedBeforeAnythingIsMade(String login) {
        // given
        SliverSpec spec = withAccounts(newSliver(), new Account(login, List.of()));

        // when
        expect(Kind.FAILED, () -> host.create(spec))
                // then
                .hasMessageContaining("'" + login + "' is no login name");
        assertThat(containers()).isEmpty();
    }

    @Test
    void containerOfAnotherAmIsNeitherReplacedNorAdopted() {
        // given
        SliverSpec made = made(newSliver());
        String id = onlyContainer();
        SliverSpec stolen = new SliverSpec(
                "urn:publicid:IDN+other+authority+am x",
                made.sliver(),
                made.slice(),
                made.node(),
                made.type(),
                made.image(),
                2,
                made.endpoint(),
                made.accounts(),
                0);

        // when
        expect(Kind.FAILED, () -> host.create(stolen))
                // then
                .hasMessageContaining("belongs to AM '" + am + "'");
        assertThat(onlyContainer()).isEqualTo(id);
    }

    @Test
    void removedContainerIsGoneUntilItIsMadeAgainAsTheSameHost() {
        // given
        SliverSpec made = made(newSliver());
        List<String> hostKeys = SshUser.hostKeys(LOOPBACK, made.endpoint().sshPort());
        String id = onlyContainer();
        tell(client -> client.removeContainerCmd(id).withForce(true).exec());

        // when
        expect(Kind.GONE, () -> host.start(made.sliver(), 1));
        expect(Kind.GONE, () -> host.stop(made.sliver(), 1));
        expect(Kind.GONE, () -> host.restart(made.sliver(), 1, 1));
        expect(Kind.GONE, () -> host.updateUsers(made.sliver(), 1, 1, made.accounts()));
        expect(Kind.GONE, () -> host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", "true"), IGNORED));

        // then
        host.create(made);
        assertThat(SshUser.hostKeys(LOOPBACK, made.endpoint().sshPort())).isEqualTo(hostKeys);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void fileThatItsUserMadeEndlessEndsTheChangeInTime() {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "sudo cp /etc/passwd /etc/whole; sudo truncate -s 1T /etc/passwd");

        // when
        expect(Kind.RETRYABLE, () -> host.updateUsers(made.sliver(), 1, 1, made.accounts()));

        // then
        host.delete(made.sliver());
        assertThat(containers()).isEmpty();
    }

    @Test
    void pausedContainerIsToldAsSuchLeftAsItIsAndServedWhenItGoesOn() {
        // given
        SliverSpec made = made(newSliver());
        String id = onlyContainer();

        // when
        tell(client -> client.pauseContainerCmd(id).exec());

        // then
        assertThat(host.list())
                .filteredOn(found -> found.am().equals(am))
                .extracting(FoundSliver::power)
                .containsExactly(FoundSliver.Power.PAUSED);
        expect(Kind.UNREACHABLE, () -> host.start(made.sliver(), 1)).hasMessageContaining("paused");
        expect(Kind.UNREACHABLE, () -> host.create(made)).hasMessageContaining("paused");
        expect(Kind.UNREACHABLE, () -> host.updateUsers(made.sliver(), 1, 1, made.accounts()));
        assertThat(onlyContainer()).isEqualTo(id);
        tell(client -> client.unpauseContainerCmd(id).exec());
        host.start(made.sliver(), 1);
        assertThat(onHost(made, "id -un")).isEqualTo("alice");

        // when
        tell(client -> client.pauseContainerCmd(id).exec());
        host.stop(made.sliver(), 1);

        // then
        host.delete(made.sliver());
        assertThat(containers()).isEmpty();
    }

    @Test
    void poolThatIsUsedUpSaysSo() {
        // given
        host.close();
        host = open(settings(1), clock);
        SliverSpec first = newSliver();
        host.reserve(first);

        // when
        expect(Kind.EXHAUSTED, () -> host.reserve(newSliver()))
                // then
                .hasMessageContaining("all of " + FIRST_PORT + " to " + FIRST_PORT + " are taken");
        host.delete(first.sliver());
        assertThat(host.reserve(newSliver()).sshPort()).isEqualTo(FIRST_PORT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm /usr/sbin/sshd | looking for /usr/sbin/sshd: image .* has none; an image needs openssh-server.*",
                "rm /usr/sbin/useradd | looking for /usr/sbin/useradd: image .* has none; an image needs .* useradd",
                "printf '#!/bin/sh\\necho \"no luck\\033\"\\nexit 3' > /usr/sbin/sshd"
                        + "| (?s)waiting for ssh on .*: the container ended .*; the container's last words: no luck[?].*"
            })
    void imageThatCannotServeIsToldWithWhatItLacks(String spoiling, String message) {
        // given
        String image = "berth-contract-" + UUID.randomUUID() + ":1";
        makeImage(image, spoiling);
        SliverSpec spec = newSliver().from(image);
        host.reserve(spec);
        try {
            // when
            expect(Kind.FAILED, () -> host.create(spec))
                    // then
                    .hasMessageMatching(message);
            assertThat(containers()).isEmpty();
        } finally {
            tell(client -> client.removeImageCmd(image).exec());
        }
    }

    @Test
    void portThatWasTakenAfterItsReservationIsToldWithWhatToDo() throws IOException {
        // given
        SliverSpec spec = newSliver();
        host.reserve(spec);
        try (ServerSocket socket = new ServerSocket(spec.endpoint().sshPort())) {
            // when
            expect(Kind.FAILED, () -> host.create(spec))
                    // then
                    .hasMessage("making the container: port " + socket.getLocalPort() + " was reserved for the sliver,"
                            + " but now something else on this machine listens on it; end that, or delete the sliver"
                            + " and ask for another");
        }
        assertThat(containers()).isEmpty();
        host.create(spec);
        assertThat(onHost(spec, "id -un")).isEqualTo("alice");
    }

    @Test
    void portThatWasTakenWhileTheContainerWasGoneIsToldAndIsTheSliversAgainWhenFree() {
        // given
        SliverSpec made = made(newSliver());
        String id = onlyContainer();
        tell(client -> client.removeContainerCmd(id).withForce(true).exec());
        String squatter = "berth-contract-" + UUID.randomUUID();
        tell(client -> {
            client.createContainerCmd("berth-base:1")
                    .withName(squatter)
                    .withCmd("sleep", "1000")
                    .withExposedPorts(ExposedPort.tcp(22))
                    .withHostConfig(HostConfig.newHostConfig()
                            .withPortBindings(PortBinding.parse(made.endpoint().sshPort() + ":22")))
                    .exec();
            client.startContainerCmd(squatter).exec();
        });
        try {
            // when
            expect(Kind.FAILED, () -> host.create(generation(made, 2)))
                    // then
                    .hasMessageContaining(
                            "port " + made.endpoint().sshPort() + " was reserved for the sliver, but now");
            assertThat(containers()).isEmpty();
        } finally {
            tell(client -> client.removeContainerCmd(squatter).withForce(true).exec());
        }
        assertThat(made(generation(made, 2)).endpoint()).isEqualTo(made.endpoint());
    }

    @Test
    void endpointThatIsNotTheReservedOneIsRefused() {
        // given
        SliverSpec spec = newSliver();
        host.reserve(spec);
        Endpoint other = new Endpoint(
                FIRST_PORT + 2, spec.endpoint().mac(), spec.endpoint().ipv6());

        // when
        expect(Kind.FAILED, () -> host.create(spec.at(other)))
                // then
                .hasMessageContaining("sshPort=" + FIRST_PORT)
                .hasMessageContaining("not Endpoint[sshPort=" + (FIRST_PORT + 2));
        assertThat(containers()).isEmpty();
    }

    private void makeImage(String name, String command) {
        tell(client -> {
            String id = client.createContainerCmd("berth-base:1")
                    .withCmd("sh", "-c", command)
                    .exec()
                    .getId();
            try {
                client.startContainerCmd(id).exec();
                client.waitContainerCmd(id).start().awaitStatusCode();
                String[] repositoryAndTag = name.split(":", -1);
                client.commitCmd(id)
                        .withRepository(repositoryAndTag[0])
                        .withTag(repositoryAndTag[1])
                        .exec();
            } finally {
                client.removeContainerCmd(id).withForce(true).exec();
            }
        });
    }
}
