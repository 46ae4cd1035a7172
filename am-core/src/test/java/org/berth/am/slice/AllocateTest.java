// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.dockermaster.image.BaseImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocateTest {
    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 3));
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void eachNodeBecomesOneSliverForTenMinutes() {
        // when
        Described allocated = am.allocate(SlicesFixture.SLICE, "a", "b");

        // then
        assertThat(allocated.slivers()).hasSize(2).allSatisfy(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.ALLOCATED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.PENDING_ALLOCATION);
            assertThat(sliver.expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofMinutes(10)));
            assertThat(allocated.manifest()).contains("sliver_id=\"" + sliver.sliver() + "\"");
        });
        assertThat(allocated.manifest()).doesNotContain("<login");
        assertThat(am.master.calls()).isEmpty();
    }

    @Test
    void leaseNeverOutlastsTheCredential() {
        var until = SlicesFixture.START.plusSeconds(90);
        assertThat(am.slices
                        .allocate(
                                Target.wholeSlice(SlicesFixture.SLICE),
                                new Requester(Optional.empty(), until),
                                SlicesFixture.request("a"),
                                Optional.empty())
                        .slivers())
                .extracting(SliverStatus::expires)
                .containsExactly(until);
    }

    @Test
    void secondAllocateAddsToTheSlice() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");

        // when
        Described second = am.allocate(SlicesFixture.SLICE, "b");

        // then
        assertThat(second.slivers()).hasSize(1);
        assertThat(second.manifest()).contains("client_id=\"b\"").doesNotContain("client_id=\"a\"");
        Described all = am.slices.describe(Target.wholeSlice(SlicesFixture.SLICE));
        assertThat(all.slivers()).hasSize(2);
        assertThat(all.manifest()).contains("client_id=\"a\"").contains("client_id=\"b\"");
    }

    @Test
    void nameThatTheSliceHasAlreadyIsRefusedAndChangesNothing() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");

        // when
        ThrowingCallable again = () -> am.allocate(SlicesFixture.SLICE, "b", "a");

        // then
        refused(again, GeniCode.BADARGS, "client_id 'a'");
        assertThat(am.slices.describe(Target.wholeSlice(SlicesFixture.SLICE)).slivers())
                .hasSize(1);
        am.allocate(SlicesFixture.OTHER, "a", "b");
    }

    @Test
    void moreThanIsFreeIsRefusedAndTakesNothing() {
        refused(
                () -> am.allocate(SlicesFixture.SLICE, "a", "b", "c", "d"),
                GeniCode.TOOBIG,
                "host host1 has no free slot, all 3 are taken");
        am.allocate(SlicesFixture.SLICE, "a", "b", "c");
    }

    @Test
    void whatIsDeletedBeforeProvisionIsFreeAtOnce() {
        // given
        am.allocate(SlicesFixture.SLICE, "a", "b", "c");

        // when
        am.slices.delete(Target.wholeSlice(SlicesFixture.SLICE), false);

        // then
        assertThat(am.allocate(SlicesFixture.OTHER, "a", "b", "c").slivers()).hasSize(3);
    }

    @Test
    void expiredReservationGivesEverythingBack() {
        // given
        am.allocate(SlicesFixture.SLICE, "a", "b", "c");

        // when
        am.clock.advance(Duration.ofMinutes(10));
        am.leaseEnds.expire();

        // then
        assertThat(am.allocate(SlicesFixture.OTHER, "a", "b", "c").slivers()).hasSize(3);
        refused(() -> am.slices.status(Target.wholeSlice(SlicesFixture.SLICE)), GeniCode.SEARCHFAILED, "no slivers");
    }

    @Test
    void endOfALeaseIsAudited() {
        // given
        SliverStatus sliver = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0);

        // when
        am.clock.advance(Duration.ofMinutes(10));
        am.leaseEnds.expire();

        // then
        assertThat(am.audited)
                .containsExactly("expired {slice=" + SlicesFixture.SLICE.key() + ", slivers=[{sliver=" + sliver.sliver()
                        + ", before={allocation=geni_allocated, operational=geni_pending_allocation, expires="
                        + sliver.expires() + "}}]}");
    }

    @Test
    void expiredSliverIsGoneBeforeItIsClearedAwayWhichNoCallDoes() {
        // given
        SliverStatus sliver = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0);

        // when
        am.clock.advance(Duration.ofMinutes(10));

        // then
        refused(() -> am.slices.sliceOf(List.of(sliver.sliver()), false), GeniCode.SEARCHFAILED, "no sliver");
        refused(
                () -> am.allocate(SlicesFixture.SLICE, "a"),
                GeniCode.UNAVAILABLE,
                "of sliver " + sliver.sliver() + " of this slice ended");
        am.clock.advance(Duration.ofMinutes(-1)); // it had jumped
        assertThat(am.status(sliver.sliver())).isEqualTo(sliver);
        am.clock.advance(Duration.ofMinutes(1));
        am.leaseEnds.expire();
        assertThat(am.allocate(SlicesFixture.SLICE, "a").slivers()).hasSize(1);
    }

    @Test
    void imageThatTheConfigurationDoesNotListIsRefusedWithThoseThereAre() {
        // given
        am.master.announceImages(BaseImage.NAME, "debian:12", "internal/billing-db:7");
        am.look();

        // then
        refused(
                request(image("internal/billing-db:7")),
                GeniCode.UNSUPPORTED,
                "disk_image 'internal/billing-db:7'; there are " + BaseImage.NAME + ", debian:12");
        assertThat(am.slices
                        .allocate(
                                Target.wholeSlice(SlicesFixture.SLICE),
                                SlicesFixture.REQUESTER,
                                SlicesFixture.rspec(image("debian:12")),
                                Optional.empty())
                        .slivers())
                .hasSize(1);
    }

    private static String image(String name) {
        return SlicesFixture.node("a", "<sliver_type name='small'><disk_image name='" + name + "'/></sliver_type>");
    }

    @Test
    void whatCannotBeDoneIsRefusedByNamingTheElement() {
        refused(
                request(SlicesFixture.node("a", "<sliver_type name='raw-pc'/>")),
                GeniCode.BADARGS,
                "sliver_type 'raw-pc'; there are docker-container, small");
        refused(install("file:///etc/passwd", "/opt"), GeniCode.BADARGS, "url 'file:///etc/passwd'");
        refused(install("http:///a.tgz", "/opt"), GeniCode.BADARGS, "url 'http:///a.tgz'");
        refused(install("http://x.org/" + "a".repeat(2048), "/opt"), GeniCode.BADARGS, "at most 2048");
        refused(install("http://x.org/a.tgz", "opt"), GeniCode.BADARGS, "install_path 'opt'");
        refused(install("http://x.org/a.tgz", "/" + "a".repeat(1024)), GeniCode.BADARGS, "at most 1024");
        refused(
                request(SlicesFixture.node(
                        "a",
                        "<services>" + "<install url='http://x.org/a.tgz' install_path='/opt'/>".repeat(51)
                                + "</services>")),
                GeniCode.BADARGS,
                "51 services/install");
        refused(
                request(SlicesFixture.node("a", "<sliver_type name='small'><disk_image name='win95'/></sliver_type>")),
                GeniCode.UNSUPPORTED,
                "disk_image 'win95'; there are debian:12");
        refused(
                request(
                        SlicesFixture.node("a", "<interface client_id='a:0'/>")
                                + SlicesFixture.node("b", "<interface client_id='b:0'/>")
                                + "<link client_id='lan'><interface_ref client_id='a:0'/><interface_ref client_id='b:0'/></link>"),
                GeniCode.UNSUPPORTED,
                "link 'lan'");
        refused(
                request(SlicesFixture.node("a", "<services><execute shell='perl' command='1'/></services>")),
                GeniCode.UNSUPPORTED,
                "shell 'perl'");
        refused(
                request(SlicesFixture.node("a", "").replace("exclusive=\"false\"", "exclusive=\"true\"")),
                GeniCode.TOOBIG,
                "exclusive");
        refused(
                request(SlicesFixture.node("a", "").replace("client_id=\"a\"", "client_id=\"a\" component_id=\"h9\"")),
                GeniCode.SEARCHFAILED,
                "component_id 'h9'");
        refused(
                request(SlicesFixture.node("a", "").replace("am.example.org", "other.org")),
                GeniCode.SEARCHFAILED,
                "component_manager_id");
        am.allocate(SlicesFixture.SLICE, "a", "b", "c");
    }

    @Test
    void documentTooLargeToBeReadAgainAndAgainIsRefused() {
        refused(
                request(SlicesFixture.node("a", "<!--" + "x".repeat(1024 * 1024) + "-->")),
                GeniCode.TOOBIG,
                "at most 1048576");
    }

    @Test
    void hostThatDoesNotAnswerIsNamedInTheRefusal() {
        // given
        am.master.fail(org.berth.dockermaster.DockerMasterException.Kind.UNREACHABLE, "connection refused");
        am.hosts.all().forEach(org.berth.am.hosts.Host::refresh);

        // then
        refused(() -> am.allocate(SlicesFixture.SLICE, "a"), GeniCode.UNAVAILABLE, "host1");
        assertThat(am.slices.advertisement(false)).contains("available now=\"false\"");
        assertThat(am.slices.advertisement(true)).doesNotContain("<node");
    }

    @Test
    void callersSideBySideNeverGetMoreThanThereIs() throws Exception {
        // given
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> calls = java.util.stream.IntStream.range(0, 24)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            am.allocate(i % 2 == 0 ? SlicesFixture.SLICE : SlicesFixture.OTHER, "n" + i);
                            return true;
                        } catch (AmException e) {
                            assertThat(e.code()).isEqualTo(GeniCode.TOOBIG);
                            return false;
                        }
                    })
                    .toList();

            // when
            int granted = 0;
            for (Future<Boolean> call : clients.invokeAll(calls)) {
                granted += call.get() ? 1 : 0;
            }

            // then
            assertThat(granted).isEqualTo(3);
            assertThat(am.usedSlots()).containsEntry("host1", 3);
        } finally {
            clients.shutdownNow();
        }
    }

    private ThrowingCallable install(String url, String path) {
        return request(SlicesFixture.node(
                "a", "<services><install url='" + url + "' install_path='" + path + "'/></services>"));
    }

    private ThrowingCallable request(String inside) {
        return () -> am.slices.allocate(
                Target.wholeSlice(SlicesFixture.SLICE),
                SlicesFixture.REQUESTER,
                SlicesFixture.rspec(inside),
                Optional.empty());
    }

    private static void refused(ThrowingCallable call, GeniCode code, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(AmException.class)
                .hasMessageContaining(part)
                .extracting(e -> ((AmException) e).code())
                .isEqualTo(code);
    }
}
