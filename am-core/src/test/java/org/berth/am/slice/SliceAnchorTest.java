package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.slice.SlicesFixture.SLICE;

import java.nio.file.Path;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
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
        assertThatThrownBy(() -> am.slices.requireAnchor(SLICE, "second"))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.FORBIDDEN))
                .hasMessageContaining("under another trusted root");

        // and when
        am.slices.delete(Target.wholeSlice(SLICE), false);

        // then
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "second")).doesNotThrowAnyException();
    }

    @Test
    void sliceThatHasNothingHereIsBoundToNobody() {
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "first")).doesNotThrowAnyException();
        assertThatCode(() -> am.slices.requireAnchor(SLICE, "second")).doesNotThrowAnyException();
    }
}
