// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.engine.Programs;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container's first start that was broken off: the next one finishes it. */
@Tag("docker")
class FirstStartIT {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEu0jd5Ib2ykS2Ga9HBFyVpbnJeqvC6CXQtT4zZ0TLBv alice";
    private static final Account ALICE = new Account("alice", List.of(KEY));

    private Engine engine;
    private String container = "";

    @BeforeEach
    void connect() {
        engine = Engine.connect(MachineEngine.dockerHost());
        engine.callPatiently(
                "making the base image", client -> BaseImage.standard().ensure(client, line -> {}));
    }

    @AfterEach
    void remove() {
        if (!container.isEmpty()) {
            engine.run(
                    "removing",
                    client ->
                            client.removeContainerCmd(container).withForce(true).exec());
        }
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                // as useradd leaves them; every process here may be the one of that number
                "for file in passwd group shadow gshadow subuid subgid; do echo $$ >/etc/$file.lock; done",
                "touch /etc/berth/.begun-alice",
                "touch /etc/berth/.begun-alice; echo 'alice:x:1000:1000::/home/alice:/bin/bash' >>/etc/passwd",
                "touch /etc/berth/.begun-alice; useradd -m -U alice; chown root: /home/alice; chmod 0 /home/alice",
                "touch /etc/berth/.begun-alice; useradd -M -U -G berth alice",
                "touch /etc/berth/.begun-alice; groupadd alice",
            })
    void whatABrokenOffStartLeftIsMadeWhole(String left) {
        // given
        create(left + "\n" + FirstStart.ENTRYPOINT.get(2));

        // when
        start();

        // then
        assertAccount();
    }

    @Test
    void containerKilledAgainAndAgainInItsFirstStartHasItsAccountInTheEnd() {
        // given
        create(FirstStart.ENTRYPOINT.get(2));

        // when
        for (int millis = 5; millis < 80; millis += 10) {
            start();
            await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
            engine.run("killing", client -> client.killContainerCmd(container).exec());
        }
        start();

        // then
        assertAccount();
    }

    private void create(String script) {
        List<String> entrypoint = new ArrayList<>(FirstStart.ENTRYPOINT);
        entrypoint.set(2, script);
        container = engine.call(
                "creating",
                client -> client.createContainerCmd(BaseImage.NAME)
                        .withEntrypoint(entrypoint)
                        // asked like sshd whether it could run, then run
                        .withCmd("/bin/sh", "-c", "[ \"$2\" = -t ] || exec sleep 1000", "sshd")
                        .exec()
                        .getId());
        new ContainerFiles(engine).put("laying out", container, "/etc", FirstStart.files(Map.of(), List.of(ALICE), ""));
    }

    private void start() {
        engine.run("starting", client -> client.startContainerCmd(container).exec());
    }

    private void assertAccount() {
        await().untilAsserted(() ->
                assertThat(run("cat /proc/1/comm; ls -A /etc/berth")).isEqualTo("sleep"));
        assertThat(run("id -nG alice")).isEqualTo("alice berth");
        assertThat(run("stat -c '%U %a' /home/alice /home/alice/.ssh /home/alice/.ssh/authorized_keys"))
                .matches("alice 7[05][05]\nalice 700\nalice 600");
        assertThat(run("cat /home/alice/.ssh/authorized_keys")).isEqualTo(KEY);
        assertThat(run("su alice -c 'cd && touch written && ls -A'")).contains(".bashrc", "written");
        assertThat(run("sudo -u alice sudo -n id -un")).isEqualTo("root");
    }

    private String run(String command) {
        return new Programs(engine)
                .run("looking", container, "/bin/sh", "-c", command)
                .output()
                .strip();
    }
}
