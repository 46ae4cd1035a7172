// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.slice.SlicesFixture.ALICE;
import static org.berth.am.slice.SlicesFixture.CREDENTIAL_END;
import static org.berth.am.slice.SlicesFixture.REQUESTER;
import static org.berth.am.slice.SlicesFixture.SLICE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.OperationalAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose slice it is, is told by the trust anchor that vouches for it, and not by its name alone. */
class SliceAnchorTest {
    @TempDir
    private Path folder;

    private SlicesFixture am;

    @BeforeEach
    void start() {
        am = new SlicesFixture(folder, new FakeDockerMaster(13000, 3));
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void sliceOfAnotherAnchorIsRefusedUntilNothingIsLeftOfIt() {
        // given
        am.allocate(SLICE, "a");
        am.slices.requireAnchor(SLICE, "first");

        // when, then
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "first")).doesNotThrowAnyException();
        isRefused(() -> am.slices.requireAnchor(SLICE, "second"));

        // and when
        am.slices.delete(Target.wholeSlice(SLICE), false);

        // then
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "second")).doesNotThrowAnyException();
    }

    @Test
    void sliceIsBoundToItsAnchorAsItIsMade() {
        // given
        am.slices.allocate(of("first"), REQUESTER, SlicesFixture.request("a"), Optional.empty());

        // when, then
        assertThat(anchor()).contains("first");

        // and when
        am.slices.delete(of("first"), false);
        am.slices.create(of("second"), REQUESTER, SlicesFixture.request("a"), Optional.empty(), List.of(ALICE));

        // then
        assertThat(anchor()).contains("second");
    }

    @Test
    void callWhoseRightWasFoundBeforeTheSliceWasMadeUnderAnotherAnchorIsRefused() {
        // given
        Target second = of("second");
        am.slices.requireAnchor(SLICE, "second");

        // when
        am.slices.allocate(of("first"), REQUESTER, SlicesFixture.request("a"), Optional.empty());

        // then
        List<ThrowingCallable> calls = List.of(
                () -> am.slices.allocate(second, REQUESTER, SlicesFixture.request("b"), Optional.empty()),
                () -> am.slices.create(second, REQUESTER, SlicesFixture.request("b"), Optional.empty(), List.of(ALICE)),
                () -> am.slices.describe(second),
                () -> am.slices.status(second, false),
                () -> am.slices.provision(second, REQUESTER, Optional.empty(), List.of(ALICE), false),
                () -> am.slices.renew(second, REQUESTER, CREDENTIAL_END, true, false),
                () -> am.slices.perform(second, OperationalAction.START, List.of(), false),
                () -> am.slices.shutdown(second),
                () -> am.slices.delete(second, false));
        assertThat(calls).allSatisfy(this::isRefused);
        assertThat(am.slices.describe(of("first")).slivers()).hasSize(1);
    }

    private Optional<String> anchor() {
        return am.store.read(tables -> tables.slices().anchor(SLICE.key()));
    }

    private void isRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining("under another trusted root");
    }

    private static Target of(String anchor) {
        return new Target(SLICE, List.of(), Optional.of(anchor));
    }

    @Test
    void sliceThatHasNothingHereIsBoundToNobody() {
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "first")).doesNotThrowAnyException();
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "second")).doesNotThrowAnyException();
    }
}
