// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An AM with one host of three slots; whatever a test does, the slice has a manifest that is valid in the end. */
public abstract class OneHostFixture {
    public static final Target WHOLE = Target.wholeSlice(SlicesFixture.SLICE);

    @TempDir
    public Path directory;

    public SlicesFixture am;

    @BeforeEach
    public void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 3));
    }

    @AfterEach
    public void checkManifestAndClose() {
        String manifest = am.slices.describe(WHOLE).manifest();
        if (manifest.contains("<node")) {
            SentRspec.checkManifest(manifest);
        } else {
            SentRspec.checkEmptyManifest(manifest);
        }
        am.close();
    }

    public final OperationalState perform(OperationalAction action) {
        return am.slices.perform(WHOLE, action, List.of(), false).get(0).operational();
    }

    public static void refused(ThrowingCallable call, GeniCode code, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(AmException.class)
                .hasMessageContaining(part)
                .extracting(e -> ((AmException) e).code())
                .isEqualTo(code);
    }
}
