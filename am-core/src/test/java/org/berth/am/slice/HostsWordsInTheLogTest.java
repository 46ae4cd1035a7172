// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.berth.am.WrittenLog;
import org.berth.dockermaster.DockerMasterException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host, or an image on it, may say anything; the log has it in one line. */
class HostsWordsInTheLogTest {
    private static final String FORGED =
            "x\r\n2030-01-01T00:00:00.000Z ERROR CallLog - forged\u001b[31m\u0085\u2028\u202e";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(DockerMasterException.Kind.class)
    void whyAStepFailedAndWhyAHostIsAway(DockerMasterException.Kind kind) {
        FakeDockerMaster master = new FakeDockerMaster(13000, 10);
        try (SlicesFixture am = new SlicesFixture(directory, master);
                WrittenLog log = new WrittenLog()) {
            // given
            am.provision(SlicesFixture.SLICE, "host1", 1);
            master.fail(kind, FORGED);

            // when
            am.work();
            am.compare();
            am.look();

            // then
            assertThat(log.written())
                    .anyMatch(line -> line.contains("x | 2030-01-01T00:00:00.000Z ERROR CallLog - forged?[31m"));
            assertThat(log.forged()).isEmpty();
        }
    }
}
