// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** The archives and commands of a request. */
class SliverServicesTest extends OneHostFixture {
    @Test
    void executeCommandsRunAfterReadyAndTheirFailureIsReported() {
        // given
        am.master.commandsEndWith(3);
        String request = SlicesFixture.rspec(SlicesFixture.node(
                "a",
                "<services><execute shell='sh' command='false'/><execute shell='bash' command='exit 3'/></services>"));
        Urn sliver = am.slices
                .allocate(Target.wholeSlice(SlicesFixture.SLICE), SlicesFixture.REQUESTER, request, Optional.empty())
                .slivers()
                .get(0)
                .sliver();

        // when
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);
        am.work();

        // then
        await().untilAsserted(() -> assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY));
        assertThat(am.status(sliver).error())
                .contains("execute command 0 ended with 3")
                .contains("execute command 1 ended with 3");
        assertThat(am.master.calls()).containsExactly("reserve", "create 1", "execute 0", "execute 1");
        // when a colleague gets an account, which runs no command again
        am.slices.perform(WHOLE, OperationalAction.UPDATE_USERS, List.of(SlicesFixture.ALICE), false);
        am.work();
        // then
        assertThat(am.status(sliver).error()).contains("execute command 0 ended with 3");
    }

    @Test
    void failureOfAccountsIsOverOnceTheyAreChangedThoughCommandsStillRun() {
        // given
        am.master.hangIn("execute");
        String request = SlicesFixture.rspec(
                SlicesFixture.node("a", "<services><execute shell='sh' command='serve'/></services>"));
        Urn sliver = am.slices
                .allocate(Target.wholeSlice(SlicesFixture.SLICE), SlicesFixture.REQUESTER, request, Optional.empty())
                .slivers()
                .get(0)
                .sliver();
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);
        am.work();
        am.slices.perform(WHOLE, OperationalAction.UPDATE_USERS, List.of(SlicesFixture.ALICE), false);
        am.master.failOnce(DockerMasterException.Kind.RETRYABLE, "it did not end in 30 s");
        am.work();
        assertThat(am.status(sliver).error()).contains("it did not end in 30 s");

        // when
        am.clock.advance(Duration.ofMinutes(2));
        am.work();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY_BUSY);
        assertThat(am.status(sliver).error()).isEmpty();
        am.master.hangNoMore();
    }

    @Test
    void archivesAreInstalledBeforeTheCommandsRunAndTheirFailureIsReported() {
        // given
        am.master.commandsEndWith(22);
        String request = SlicesFixture.rspec(SlicesFixture.node(
                "a",
                "<services><execute shell='sh' command='/opt/run'/>"
                        + "<install url='http://x.org/a.tgz' install_path='/opt'/>"
                        + "<install url='https://x.org/b.tar.gz' install_path='/srv/b'/></services>"));
        Urn sliver = am.slices
                .allocate(Target.wholeSlice(SlicesFixture.SLICE), SlicesFixture.REQUESTER, request, Optional.empty())
                .slivers()
                .get(0)
                .sliver();

        // when
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);
        am.work();

        // then
        await().untilAsserted(() -> assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY));
        assertThat(am.master.calls())
                .containsExactly(
                        "reserve",
                        "create 1",
                        "install 0 http://x.org/a.tgz /opt",
                        "install 1 https://x.org/b.tar.gz /srv/b",
                        "execute 0");
        assertThat(am.status(sliver).error())
                .contains(
                        "install 0 of http://x.org/a.tgz ended with 22: it went wrong",
                        "install 1 of https://x.org/b.tar.gz ended with 22",
                        "execute command 0 ended with 22");
    }

    @Test
    void reloadInstallsEverythingAgain() {
        // given
        String request = SlicesFixture.rspec(SlicesFixture.node(
                "a", "<services><install url='http://x.org/a.tgz' install_path='/opt'/></services>"));
        am.slices.allocate(Target.wholeSlice(SlicesFixture.SLICE), SlicesFixture.REQUESTER, request, Optional.empty());
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);
        am.work();
        await().until(() -> am.slices.status(WHOLE).get(0).operational() == OperationalState.READY);

        // when
        perform(OperationalAction.RELOAD);
        am.work();

        // then
        await().until(() -> am.slices.status(WHOLE).get(0).operational() == OperationalState.READY);
        assertThat(am.master.calls())
                .containsExactly(
                        "reserve",
                        "create 1",
                        "install 0 http://x.org/a.tgz /opt",
                        "reserve",
                        "create 2",
                        "install 0 http://x.org/a.tgz /opt");
    }

    @Test
    void whatManyFailingCommandsSayIsToldUpToALimit() {
        // given
        am.master.commandsEndWith(1);
        am.master.commandsSay("x".repeat(4096));
        String request = SlicesFixture.rspec(SlicesFixture.node(
                "a", "<services>" + "<execute shell='sh' command='false'/>".repeat(10) + "</services>"));
        am.slices.allocate(Target.wholeSlice(SlicesFixture.SLICE), SlicesFixture.REQUESTER, request, Optional.empty());

        // when
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);
        am.work();

        // then
        await().until(() -> am.slices.status(WHOLE).get(0).operational() == OperationalState.READY);
        assertThat(am.slices.status(WHOLE).get(0).error())
                .startsWith("execute command 0 ended with 1: xxx")
                .hasSize(16 * 1024);
    }
}
