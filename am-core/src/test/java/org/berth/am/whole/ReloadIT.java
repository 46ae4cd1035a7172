// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.berth.am.federation.ForeignFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An AM that runs takes a changed configuration, without an engine: its one host does not answer. */
class ReloadIT {
    @TempDir
    private Path folder;

    @Test
    void sighupHasHostsAddedAndKeepsTheAmAlive() throws Exception {
        // given
        String roots = new ForeignFederation(folder).text("root.crt");
        try (AmProcess am = new AmProcess(folder.resolve("am"), roots, "docker_host = tcp://127.0.0.1:9")) {
            Path configuration = am.folder().resolve("berth.conf");
            assertThat(am.control("host", "list")).contains("host1").doesNotContain("host2");
            Files.writeString(
                    configuration, "[host2]\ndockermaster_pyro4_host = 192.0.2.2\n", StandardOpenOption.APPEND);

            // when
            am.hangUp();

            // then
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(am.control("host", "list"))
                                    .contains("host2")
                                    .contains(
                                            "its agent is not enrolled; the administrator has to type: berth host enroll host2"));

            // when the file has a mistake
            Files.writeString(configuration, "max_container = 5\n", StandardOpenOption.APPEND);
            am.hangUp();

            // then it is in the log, and all goes on
            await().untilAsserted(() -> assertThat(am.log()).contains("unknown key 'max_container' in [host2]"));
            assertThat(am.isAlive()).isTrue();
        }
    }
}
