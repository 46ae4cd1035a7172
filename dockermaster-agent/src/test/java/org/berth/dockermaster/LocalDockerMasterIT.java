// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Optional;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.junit.jupiter.api.Test;

class LocalDockerMasterIT extends DockerMasterContract {
    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @Test
    void sliversFromBeforeTheHostHadAPrefixStayOnTheirNetwork() {
        // given one with a container and one that is promised only
        host.close();
        host = open(
                new HostSettings(
                        "contract",
                        SLOTS,
                        FIRST_PORT,
                        "host.example.org",
                        Optional.empty(),
                        dockerHost,
                        Optional.empty(),
                        folder.resolve("state")),
                clock);
        SliverSpec earlier = made(newSliver());
        SliverSpec spec = newSliver();
        SliverSpec promised = spec.at(host.reserve(spec));
        assertThat(earlier.endpoint().ipv6()).isEmpty();

        // when
        reopen();
        host.stop(earlier.sliver(), 1);
        host.start(earlier.sliver(), 1);
        host.create(promised);
        SliverSpec later = made(newSliver());

        // then
        assertThat(onHost(earlier, "hostname -I")).doesNotContain(":");
        assertThat(onHost(promised, "hostname -I")).doesNotContain(":");
        assertThat(onHost(later, "hostname -I"))
                .contains(later.endpoint().ipv6().orElseThrow());
        SliverSpec reloaded = generation(earlier, 2);
        host.create(reloaded);
        assertThat(onHost(reloaded, "hostname -I")).doesNotContain(":");
    }
}
