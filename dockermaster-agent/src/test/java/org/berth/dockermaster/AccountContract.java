// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} does with changes of accounts that fail, or whose container does. */
abstract class AccountContract extends StaleRequestContract {
    private boolean isLetIn(SliverSpec made, SshUser user) {
        return user.run(LOOPBACK, made.endpoint().sshPort(), "true").exitCode() == 0;
    }

    private void assertAccountsAreTheOldOnes(SliverSpec made, SshUser newAlice) {
        assertThat(isLetIn(made, alice)).isTrue();
        assertThat(isLetIn(made, newAlice)).isFalse();
    }

    @Test
    void loginOfTheImageLeavesAllAccountsAsTheyWere() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        SshUser bob = SshUser.make(folder, "bob");

        // when
        expect(
                        Kind.FAILED,
                        () -> host.updateUsers(
                                made.sliver(),
                                1,
                                1,
                                List.of(accountOf(newAlice), accountOf(bob), accountOf(alice.as("daemon")))))
                // then
                .hasMessageContaining("making account 'daemon': the image has an account of that name");
        assertAccountsAreTheOldOnes(made, newAlice);
        assertThat(onHost(made, "getent passwd bob || echo none")).isEqualTo("none");
    }

    @Test
    void programThatFailsLeavesAllAccountsAsTheyWere() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        onHost(made, "printf '#!/bin/sh\\necho no luck; exit 1' | sudo tee /usr/sbin/useradd");

        // when
        expect(
                        Kind.RETRYABLE,
                        () -> host.updateUsers(
                                made.sliver(), 1, 1, List.of(accountOf(newAlice), accountOf(alice.as("bob")))))
                // then
                .hasMessageContaining("making account 'bob': no luck");
        assertAccountsAreTheOldOnes(made, newAlice);
    }

    @Test
    void accountsOfAContainerThatDoesNotRunAreForLater() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        host.stop(made.sliver(), 1);
        expect(Kind.UNREACHABLE, () -> host.updateUsers(made.sliver(), 1, 1, List.of(accountOf(newAlice))))
                .hasMessageContaining("the container does not run now");

        // when
        host.start(made.sliver(), 1);
        host.updateUsers(made.sliver(), 1, 1, List.of(accountOf(newAlice)));

        // then
        assertThat(isLetIn(made, newAlice)).isTrue();
        assertThat(isLetIn(made, alice)).isFalse();
    }

    @Test
    void changeDuringWhichTheContainerIsKilledIsMadeWholeByTheNext() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        slowDownUseradd(made, "sleep 0.2");
        List<Account> wanted = manyWith(accountOf(newAlice));

        // when
        CompletableFuture<DockerMasterException> change = changeInBackground(made, wanted);
        awaitUseradd();
        String id = onlyContainer();
        tell(client -> client.killContainerCmd(id).exec());

        // then
        assertThat(change.join()).extracting(DockerMasterException::kind).isEqualTo(Kind.UNREACHABLE);
        host.start(made.sliver(), 1);
        assertAccountsAreTheOldOnes(made, newAlice);
        speedUpUseradd(made);
        host.updateUsers(made.sliver(), 1, 1, wanted);
        assertThat(isLetIn(made, newAlice)).isTrue();
        assertThat(isLetIn(made, alice)).isFalse();
        wanted.forEach(account -> assertThat(
                        newAlice.run(LOOPBACK, made.endpoint().sshPort(), "id -nG " + account.login())
                                .output())
                .isEqualTo(account.login() + " berth"));
    }

    @Test
    void stopGoesPastProgramsThatDoNotEnd() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        slowDownUseradd(made, "sleep 1000");
        CompletableFuture<DockerMasterException> change = changeInBackground(made, manyWith(accountOf(newAlice)));
        awaitUseradd();

        // when
        host.stop(made.sliver(), 1);

        // then: it was the stop that ended it, not its own time
        assertThat(change.join()).extracting(DockerMasterException::kind).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void deletionGoesPastASshThatDoesNotAnswer() {
        // given
        SliverSpec made = made(newSliver());
        onHost(
                made,
                "printf '#!/bin/sh\\nexec sleep 1000' | sudo tee /usr/sbin/sshd.new;"
                        + " sudo chmod 755 /usr/sbin/sshd.new; sudo mv /usr/sbin/sshd.new /usr/sbin/sshd");
        CompletableFuture<DockerMasterException> restart = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(DockerMasterException.class, () -> host.restart(made.sliver(), 1, 1)));
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions() // Between two starts there are none.
                .until(() -> processes().contains("sleep 1000"));

        // when
        host.delete(made.sliver());

        // then: it was the deletion that ended it, not its own time
        assertThat(restart.join().kind()).isIn(Kind.GONE, Kind.FAILED);
        assertThat(containers()).isEmpty();
    }

    private static List<Account> manyWith(Account account) {
        return Stream.concat(
                        Stream.of(account), IntStream.range(0, 20).mapToObj(i -> new Account("user" + i, List.of())))
                .toList();
    }

    private CompletableFuture<DockerMasterException> changeInBackground(SliverSpec made, List<Account> accounts) {
        return CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                DockerMasterException.class, () -> host.updateUsers(made.sliver(), 1, 1, accounts)));
    }

    private void slowDownUseradd(SliverSpec made, String by) {
        onHost(
                made,
                "sudo cp /usr/sbin/useradd /usr/sbin/useradd.real; printf '#!/bin/sh\\n" + by
                        + "; exec useradd.real \"$@\"' >u; chmod 755 u; sudo mv u /usr/sbin/useradd");
    }

    private void speedUpUseradd(SliverSpec made) {
        onHost(made, "sudo mv /usr/sbin/useradd.real /usr/sbin/useradd");
    }

    private void awaitUseradd() {
        await().atMost(Duration.ofMinutes(1)).until(() -> processes().contains("useradd"));
    }

    /** The command lines of the container's processes, as the engine tells them. */
    private String processes() {
        String id = onlyContainer();
        return MachineEngine.ask(
                dockerHost,
                client -> Stream.of(client.topContainerCmd(id).exec().getProcesses())
                        .flatMap(Stream::of)
                        .reduce("", (all, one) -> all + " " + one));
    }
}
