// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.client.FakeAm.array;
import static org.berth.am.client.FakeAm.success;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code berth client} with {@code --wait}. */
class ClientWaitTest extends ClientCommandFixture {
    @Test
    void provisionWaitsPrintsEachChangeAndTheCommandToLogIn() throws Exception {
        // given
        am.answers("Provision", described("geni_configuring", ""))
                .answers("Status", status("geni_configuring", ""))
                .answers("Status", status("geni_ready", ""))
                .answers(
                        "Describe",
                        described(
                                "geni_ready",
                                "<login hostname=\"am.example.org\" port=\"12000\" username=\"alice\"/>"));
        Path key = Files.writeString(directory.resolve("key.pub"), "# mine\nssh-ed25519 AAAA alice\n");
        // when
        int exit = client("provision", "--wait", "60", "--ssh-key", key.toString());
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(am.requests().get(0))
                .contains("urn:publicid:IDN+example.org+user+alice</value>")
                .contains("<value>ssh-ed25519 AAAA alice</value>")
                .doesNotContain("# mine");
        assertThat(out.toString())
                .containsSubsequence(
                        "s  geni_configuring  " + SLIVER,
                        "s  geni_ready  " + SLIVER,
                        "n0: ssh -p 12000 alice@am.example.org");
    }

    @Test
    void aSliverThatFailsWhileWaitingIsAFailureWithItsError() {
        // given
        am.answers("PerformOperationalAction", success(array(sliver("geni_configuring", ""))))
                .answers("Status", status("geni_failed", "no image"));
        // when
        int exit = client("action", "restart", "--wait");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains(SLIVER + " failed: no image");
        assertThat(am.requests().get(0)).contains("<value>geni_restart</value>");
    }

    @Test
    void waitingEnds() {
        // given
        am.answers("PerformOperationalAction", success(array(sliver("geni_configuring", ""))))
                .answers("Status", status("geni_configuring", ""));
        // when
        int exit = client("action", "geni_start", "--wait", "1");
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("not ready after 1 s");
    }
}
