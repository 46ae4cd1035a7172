// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteDockerMasterTest extends RpcFixture {
    private RemoteDockerMaster host;

    @BeforeEach
    void connectHost() {
        host = connect(serve());
    }

    @Test
    void descriptionArrivesAsTheHostGaveIt() {
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
    }

    @Test
    void poolSettingsArriveAsTheAdminGaveThem() {
        // given
        PoolSettings some =
                new PoolSettings(Optional.of("h"), OptionalInt.empty(), OptionalInt.of(0), Optional.of("fd00::/64"));

        // when
        host.configure(some);
        host.configure(PoolSettings.AS_HOST_SAYS);

        // then
        assertThat(served.asked).containsExactly("configure", some, "configure", PoolSettings.AS_HOST_SAYS);
    }

    @Test
    void specArrivesWholeAndEndpointComesBack() {
        // when
        var endpoint = host.reserve(SPEC);
        host.create(SPEC);

        // then
        assertThat(endpoint).isEqualTo(FakeHost.ENDPOINT);
        assertThat(served.asked).containsExactly("reserve", SPEC, "create", SPEC, "created");
    }

    @Test
    void ordersForASliverArriveWithItsNameAndWhatTheAmCounts() {
        // given
        List<Account> accounts = List.of(new Account("carol", List.of("ssh-rsa CCCC c")));

        // when
        host.start(SLIVER, 3);
        host.stop(SLIVER, 4);
        host.restart(SLIVER, 5, 6);
        host.updateUsers(SLIVER, 7, 8, accounts);
        host.delete(SLIVER);

        // then
        assertThat(served.asked)
                .containsExactly(
                        "start",
                        SLIVER,
                        3,
                        "stop",
                        SLIVER,
                        4,
                        "restart",
                        SLIVER,
                        5,
                        6,
                        "updateUsers",
                        SLIVER,
                        7,
                        8,
                        accounts,
                        "delete",
                        SLIVER);
    }

    @Test
    void commandsOutputArrivesInOrderAndItsResultLast() {
        // given
        StringBuilder output = new StringBuilder();
        served.output = List.of("one \u00e9\n", "", "x".repeat(9_999_999) + "\ud83d\ude00", "end");
        ExecuteCommand execute = new ExecuteCommand(2, "bash", "echo 'a\nb'");
        InstallCommand install = new InstallCommand(1, "https://example.org/a.tgz", "/opt/a");

        // when
        ExecuteResult executed = host.execute(SLIVER, 3, execute, output::append);
        ExecuteResult fetched = host.install(SLIVER, 4, install, output::append);

        // then
        assertThat(executed).isEqualTo(new ExecuteResult(7, "the end \u00e9\n"));
        assertThat(fetched).isEqualTo(new ExecuteResult(-1, ""));
        assertThat(output.toString().equals(String.join("", served.output).repeat(2)))
                .isTrue();
        assertThat(served.asked)
                .containsExactly("execute", SLIVER, 3, execute, true, "install", SLIVER, 4, install, true);
    }

    @Test
    void outputThatNobodyWantsIsNeitherAskedForNorSent() {
        // given
        served.output = List.of("", "one");
        ExecuteCommand execute = new ExecuteCommand(2, "bash", "echo one");

        // when
        ExecuteResult executed = host.execute(SLIVER, 3, execute, CommandOutput.UNWANTED);

        // then
        assertThat(executed.exitCode()).isEqualTo(7);
        assertThat(served.asked).containsExactly("execute", SLIVER, 3, execute, false);
    }

    @Test
    void consumerThatFailsEndsTheCallWithItsOwnException() {
        // given
        served.output = List.of("a", "b");

        // then
        assertThatThrownBy(() -> host.execute(SLIVER, 1, new ExecuteCommand(0, "sh", "true"), output -> {
                    throw new IllegalStateException("full");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("full");
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5_000})
    void listOfAnyLengthArrivesWhole(int length) {
        // given
        served.found = IntStream.range(0, length).mapToObj(this::found).toList();

        // then
        assertThat(host.list().equals(served.found)).isTrue();
    }

    @Test
    void entryOfTheLongestNamesArrives() {
        // given characters of three bytes each
        String urn = "urn:publicid:IDN+" + "\u4e2d".repeat(1000) + "+sliver+";
        String longest = urn + "\u4e2d".repeat(2048 - urn.length());
        String name = "\u4e2d".repeat(256);
        FoundSliver found = new FoundSliver(
                longest,
                longest,
                longest,
                name,
                name,
                1_000_000,
                FakeHost.ENDPOINT,
                name,
                1_000_000,
                1_000_000,
                Power.STOPPED,
                "\u4e2d".repeat(1024),
                Optional.of(new DiskCondition(
                        DiskCondition.Level.STOPPED, Long.MAX_VALUE, Instant.parse("9999-12-31T23:59:59Z"))));
        served.found = List.of(found);

        // then
        assertThat(host.list()).containsExactly(found);
    }

    @Test
    void accountsOfAnySizeArriveWholeAndAreNoPartOfTheList() {
        // given
        List<String> keys = IntStream.range(0, 9_500)
                .mapToObj(number -> "ssh-ed25519 " + "A".repeat(1_000) + " " + number)
                .toList();
        served.accounts = List.of(new Account("alice", keys), new Account("bob", List.of()));
        served.found = List.of(found(1));

        // when
        List<FoundSliver> list = host.list();
        List<Account> accounts = host.accounts(SLIVER);

        // then
        assertThat(list).hasSize(1);
        assertThat(accounts.equals(served.accounts)).isTrue();
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
    }

    private FoundSliver found(int number) {
        Power power = number % 2 == 0 ? Power.RUNNING : number % 3 == 0 ? Power.STOPPED : Power.INCOMPLETE;
        return new FoundSliver(
                SPEC.am(),
                SLIVER + number,
                SPEC.slice(),
                "node",
                "small",
                2,
                FakeHost.ENDPOINT,
                "berth-base:1",
                5,
                6,
                power,
                "Up 3 minutes",
                power == Power.STOPPED
                        ? Optional.of(new DiskCondition(
                                DiskCondition.Level.STOPPED, 20L << 30, Instant.parse("2026-11-20T12:00:00.5Z")))
                        : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISBEHAVING")
    void failureKeepsItsKindAndWords(Kind kind) {
        // given
        served.trouble = Optional.of(new DockerMasterException(kind, "making 'caf\u00e9': half done,\nthen no disk"));

        // then
        for (Runnable call : List.<Runnable>of(
                host::describe,
                host::list,
                () -> host.create(SPEC),
                () -> host.execute(SLIVER, 1, new ExecuteCommand(0, "sh", ""), output -> {}))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            DockerMasterException.class,
                            e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessage("making 'caf\u00e9': half done,\nthen no disk");
        }
    }

    @Test
    void failureWithoutEndIsCutAndLosesItsControlCharacters() {
        // given
        served.trouble = Optional.of(new DockerMasterException(Kind.FAILED, "a\u001b[2Jb" + "\u4e2d".repeat(100_000)));

        // then
        assertThatThrownBy(host::list)
                .hasMessageStartingWith("a?[2Jb\u4e2d")
                .message()
                .hasSize(4096)
                .endsWith("...");
    }

    @Test
    void surpriseOnTheHostIsAFailureThatTellsNothingOfItsInside() {
        // given
        served.trouble = Optional.of(new IllegalStateException("secret"));

        // then
        assertThatThrownBy(() -> host.create(SPEC))
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                .hasMessage("carrying out the call failed unexpectedly; the agent's log says more");
    }

    @Test
    @Timeout(300)
    void callIsAnsweredAlsoWhenTheAgentRunsOutOfSomething() {
        // given
        served.breakdown = Optional.of(new OutOfMemoryError("unable to create native thread"));

        // then
        assertThatThrownBy(() -> host.create(SPEC))
                .isInstanceOf(DockerMasterException.class)
                .hasMessage("carrying out the call failed unexpectedly; the agent's log says more");
    }

    @Test
    void hostThatTellsNothingOfItselfIsDescribedToo() {
        HostDescription bare = new HostDescription("", 0, 0, Optional.empty(), 0, 0, "", List.of(), HostFacts.UNKNOWN);

        assertThat(HostMessages.description(HostMessages.message(bare))).isEqualTo(bare);
    }
}
