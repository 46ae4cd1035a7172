// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
class SecondHostIT {
    @Test
    void keepsWhatIsOnItsDiskOverAPowerCutAndChangesNothingHere() throws Exception {
        // given
        try (SecondHost host = SecondHost.start()) {
            String here = Commands.succeed("hostname");
            host.root().run(host.address(), 22, "hostname >/etc/written-by-second-host");
            // when
            host.powerOff();
            host.powerOn();
            // then
            assertThat(host.root().run(host.address(), 22, "cat /etc/written-by-second-host"))
                    .isEqualTo(new Commands.Ended(0, host.name()))
                    .isNotEqualTo(new Commands.Ended(0, here));
            assertThat(Path.of("/etc/written-by-second-host")).doesNotExist();
            assertThat(host.run("hostname").output()).isEqualTo(host.name());
        }
    }
}
