package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.dockermaster.DockerMasterException;
import org.berth.rspec.Urn;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Provision to Delete, and what may go wrong between. */
class SliverLifeTest {
    private static final Target WHOLE = Target.wholeSlice(SlicesFixture.SLICE);

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 3));
    }

    @AfterEach
    void checkManifestAndClose() {
        String manifest = am.slices.describe(WHOLE).manifest();
        if (manifest.contains("<node")) {
            SentRspec.checkManifest(manifest);
        } else {
            SentRspec.checkEmptyManifest(manifest);
        }
        am.close();
    }

    @Test
    void provisionAnswersConfiguringWithLoginsBeforeAnythingIsDone() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");

        // when
        Described provisioned = am.slices.provision(
                WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // then
        assertThat(provisioned.slivers()).singleElement().satisfies(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.PROVISIONED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.CONFIGURING);
            assertThat(sliver.expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(7)));
        });
        assertThat(provisioned.manifest())
                .contains("hostname=\"host1.example.org\"")
                .contains("port=\"13000\"")
                .contains("username=\"alice\"");
        assertThat(am.master.calls()).isEmpty();
    }

    @Test
    void workersMakeItReady() {
        assertThat(am.ready("a").operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls()).containsExactly("reserve", "create 1");
        assertThat(am.master.containers().values())
                .extracting(spec -> spec.accounts().get(0).login())
                .containsExactly("alice");
    }

    @Test
    void onlyWhatIsAllocatedCanBeProvisioned() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        refused(provision(WHOLE, false), GeniCode.UNSUPPORTED, "provisioned already");
        refused(
                provision(new Target(SlicesFixture.SLICE, List.of(sliver)), false),
                GeniCode.UNSUPPORTED,
                "geni_allocated");
        assertThat(am.slices
                        .provision(
                                new Target(SlicesFixture.SLICE, List.of(sliver)),
                                SlicesFixture.CREDENTIAL_END,
                                Optional.empty(),
                                List.of(),
                                true)
                        .slivers())
                .singleElement()
                .satisfies(status -> assertThat(status.error()).contains("geni_allocated"));
        refused(provision(Target.wholeSlice(SlicesFixture.OTHER), false), GeniCode.SEARCHFAILED, "no slivers");
    }

    @Test
    void stopStartRestartAndReloadAreCarriedOut() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        assertThat(perform(OperationalAction.STOP)).isEqualTo(OperationalState.STOPPING);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(perform(OperationalAction.START)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(perform(OperationalAction.RESTART)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(perform(OperationalAction.RELOAD)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls())
                .containsExactly("reserve", "create 1", "stop", "start", "restart", "reserve", "create 2");
    }

    @Test
    void actionInTheWrongStateIsRefusedForAll() {
        // given
        am.ready("a");
        am.allocate(SlicesFixture.SLICE, "b");

        // then
        refused(() -> perform(OperationalAction.STOP), GeniCode.UNSUPPORTED, "provisioned");
        assertThat(am.slices.status(WHOLE))
                .extracting(SliverStatus::operational)
                .containsExactly(OperationalState.READY, OperationalState.PENDING_ALLOCATION);
        assertThat(am.slices.perform(WHOLE, OperationalAction.STOP, List.of(), true))
                .extracting(SliverStatus::operational)
                .containsExactly(OperationalState.STOPPING, OperationalState.PENDING_ALLOCATION);
    }

    @Test
    void deletedSliverIsGoneAtOnceAndKeepsItsSlotUntilTheHostIsDone() {
        // given
        am.ready("a");
        am.allocate(SlicesFixture.SLICE, "b", "c");

        // when
        List<SliverStatus> deleted = am.slices.delete(WHOLE, false);

        // then
        assertThat(deleted).hasSize(3).allSatisfy(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.UNALLOCATED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.PENDING_ALLOCATION);
        });
        refused(() -> am.slices.status(WHOLE), GeniCode.SEARCHFAILED, "no slivers");
        assertThat(am.slices.describe(WHOLE).slivers()).isEmpty();
        refused(() -> am.allocate(SlicesFixture.OTHER, "x", "y", "z"), GeniCode.TOOBIG, "free slot");
        am.work();
        assertThat(am.allocate(SlicesFixture.OTHER, "x", "y", "z").slivers()).hasSize(3);
        assertThat(am.master.containers()).isEmpty();
    }

    @Test
    void expiredSliverIsRemovedFromItsHost() {
        // given
        am.ready("a");

        // when
        am.clock.advance(Duration.ofDays(7));
        am.leases.expire();
        am.work();

        // then
        assertThat(am.master.containers()).isEmpty();
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void failingStepSaysWhatFailedAndReloadMayMendIt() {
        // given
        am.master.fail(DockerMasterException.Kind.FAILED, "create: no space left on device");

        // when
        SliverStatus failed = am.ready("a");

        // then
        assertThat(failed.operational()).isEqualTo(OperationalState.FAILED);
        assertThat(failed.error()).isEqualTo("create: no space left on device");
        am.master.recover();
        perform(OperationalAction.RELOAD);
        am.work();
        assertThat(am.status(failed.sliver()))
                .satisfies(status -> assertThat(status.operational()).isEqualTo(OperationalState.READY))
                .satisfies(status -> assertThat(status.error()).isEmpty());
    }

    @Test
    void workWaitsForAHostThatIsAway() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.hosts.all().forEach(Host::refresh);

        // when
        am.slices.delete(WHOLE, false);
        am.work();

        // then
        refused(() -> am.slices.sliceOf(List.of(sliver)), GeniCode.SEARCHFAILED, "no sliver");
        am.master.recover();
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        assertThat(am.master.containers()).isEmpty();
    }

    @Test
    void statusSaysSinceWhenTheHostIsAway() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.master.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.hosts.all().forEach(Host::refresh);

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).contains("2030-01-01T00:00:00Z").contains("no route to host");
    }

    @Test
    void addressOfAPrefixThatWasChangedIsReplacedInTheManifest() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");
        am.master.readdress("2001:db8::7");
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // when
        am.work();

        // then
        assertThat(am.slices.describe(WHOLE).manifest()).contains("hostname=\"2001:db8::7\"");
    }

    @Test
    void portThatTheHostFindsTakenIsReplacedInTheManifest() {
        // given
        am.master.take(13000, 13001);
        am.allocate(SlicesFixture.OTHER, "promised-13000-first");
        am.slices.delete(Target.wholeSlice(SlicesFixture.OTHER), false);
        am.allocate(SlicesFixture.SLICE, "a");
        am.allocate(SlicesFixture.OTHER, "promised-13001");
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // when
        am.work();

        // then
        assertThat(am.slices.describe(WHOLE).manifest()).contains("port=\"13001\"");
        am.slices.provision(
                Target.wholeSlice(SlicesFixture.OTHER),
                SlicesFixture.CREDENTIAL_END,
                Optional.empty(),
                List.of(SlicesFixture.ALICE),
                false);
        assertThat(am.slices.describe(Target.wholeSlice(SlicesFixture.OTHER)).manifest())
                .contains("port=\"13002\"");
    }

    @Test
    void containerFoundStoppedIsStartedAgainAndStatusSaysSo() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.kill(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("Exited (137)");
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @Test
    void containerThatIsGoneFailsTheSliverAndReloadMakesItAnew() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.lose(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).contains("gone");
        perform(OperationalAction.RELOAD);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
    }

    @Test
    void executeCommandsRunAfterReadyAndTheirFailureIsReported() {
        // given
        am.master.commandsEndWith(3);
        String request = SlicesFixture.rspec(SlicesFixture.node(
                "a",
                "<services><execute shell='sh' command='false'/><execute shell='bash' command='exit 3'/></services>"));
        Urn sliver = am.slices
                .allocate(SlicesFixture.SLICE, SlicesFixture.CREDENTIAL_END, request, Optional.empty())
                .slivers()
                .get(0)
                .sliver();

        // when
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);
        am.work();

        // then
        await().untilAsserted(() -> assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY));
        assertThat(am.status(sliver).error())
                .contains("execute command 0 ended with 3")
                .contains("execute command 1 ended with 3");
        assertThat(am.master.calls()).containsExactly("reserve", "create 1", "execute 0", "execute 1");
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
                .allocate(SlicesFixture.SLICE, SlicesFixture.CREDENTIAL_END, request, Optional.empty())
                .slivers()
                .get(0)
                .sliver();

        // when
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);
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
        am.slices.allocate(SlicesFixture.SLICE, SlicesFixture.CREDENTIAL_END, request, Optional.empty());
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);
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
        am.slices.allocate(SlicesFixture.SLICE, SlicesFixture.CREDENTIAL_END, request, Optional.empty());

        // when
        am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);
        am.work();

        // then
        await().until(() -> am.slices.status(WHOLE).get(0).operational() == OperationalState.READY);
        assertThat(am.slices.status(WHOLE).get(0).error())
                .startsWith("execute command 0 ended with 1: xxx")
                .hasSize(16 * 1024);
    }

    @Test
    void shutDownSliceIsStoppedVisibleAndClosed() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.slices.shutdown(SlicesFixture.SLICE);
        am.slices.shutdown(SlicesFixture.SLICE);
        am.work();

        // then
        assertThat(am.master.isRunning(sliver.toString())).isFalse();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        refused(() -> perform(OperationalAction.START), GeniCode.REFUSED, "shut down");
        refused(() -> am.slices.delete(WHOLE, false), GeniCode.REFUSED, "shut down");
        refused(() -> am.allocate(SlicesFixture.SLICE, "b"), GeniCode.REFUSED, "shut down");
    }

    @Test
    void whatWasShutDownWhileItStartedIsStoppedEvenIfItDoesNotStart() {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.RESTART);
        am.master.duringNextCall(() -> {
            am.slices.shutdown(SlicesFixture.SLICE);
            throw new DockerMasterException(DockerMasterException.Kind.FAILED, "restart: no ssh");
        });

        // when
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.master.isRunning(sliver.toString())).isFalse();
    }

    @Test
    void shutDownEndsWithTheLastLease() {
        // given
        am.ready("a");
        am.slices.shutdown(SlicesFixture.SLICE);

        // when
        am.clock.advance(Duration.ofDays(8));
        am.leases.expire();

        // then
        assertThat(am.allocate(SlicesFixture.SLICE, "b").slivers()).hasSize(1);
    }

    @Test
    void provisionNeverShortensALease() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");
        renew(Duration.ofDays(15), false);

        // when
        Described provisioned =
                am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);

        // then
        assertThat(provisioned.slivers())
                .extracting(SliverStatus::expires)
                .containsExactly(SlicesFixture.START.plus(Duration.ofDays(15)));
    }

    @Test
    void endAskedForAtAllocateIsForgottenByRenew() {
        // given
        am.slices.allocate(
                SlicesFixture.SLICE,
                SlicesFixture.CREDENTIAL_END,
                SlicesFixture.request("a"),
                Optional.of(SlicesFixture.CREDENTIAL_END));
        renew(Duration.ofHours(1), false);

        // when
        Described provisioned =
                am.slices.provision(WHOLE, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), false);

        // then
        assertThat(provisioned.slivers())
                .extracting(SliverStatus::expires)
                .containsExactly(SlicesFixture.START.plus(Duration.ofDays(7)));
    }

    @Test
    void renewShortensExtendsAndRefusesWhatIsTooLate() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        assertThat(renew(Duration.ofMinutes(5), false)).isEqualTo(SlicesFixture.START.plus(Duration.ofMinutes(5)));
        assertThat(renew(Duration.ofDays(19), false)).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(19)));
        refused(() -> renew(Duration.ofDays(21), false), GeniCode.REFUSED, "2030-01-21T00:00:00Z");
        refused(() -> renew(Duration.ofSeconds(-1), false), GeniCode.BADARGS, "not in the future");
        assertThat(am.status(sliver).expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(19)));
        assertThat(renew(Duration.ofDays(90), true)).isEqualTo(SlicesFixture.CREDENTIAL_END);
    }

    @Test
    void namedUsersGetTheirKeysReplaced() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.slices.perform(
                WHOLE,
                OperationalAction.UPDATE_USERS,
                List.of(new User(SlicesFixture.ALICE.urn(), List.of("ssh-ed25519 BBBB new"))),
                false);

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.UPDATING_USERS);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls()).endsWith("updateUsers");
        assertThat(am.slices.describe(WHOLE).manifest()).contains("BBBB").doesNotContain("AAAA");
    }

    private java.time.Instant renew(Duration fromStart, boolean alap) {
        return am.slices
                .renew(WHOLE, SlicesFixture.CREDENTIAL_END, SlicesFixture.START.plus(fromStart), alap, false)
                .get(0)
                .expires();
    }

    private ThrowingCallable provision(Target target, boolean bestEffort) {
        return () -> am.slices.provision(target, SlicesFixture.CREDENTIAL_END, Optional.empty(), List.of(), bestEffort);
    }

    private OperationalState perform(OperationalAction action) {
        return am.slices.perform(WHOLE, action, List.of(), false).get(0).operational();
    }

    private static void refused(ThrowingCallable call, GeniCode code, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(AmException.class)
                .hasMessageContaining(part)
                .extracting(e -> ((AmException) e).code())
                .isEqualTo(code);
    }
}
