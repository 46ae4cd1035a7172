// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.junit.jupiter.api.Test;

/** The engine gives the IPv4 addresses of removed containers to new ones, which have other MAC addresses. */
class ReusedAddressIT extends ContractFixture {
    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @Test
    void newContainerIsReachedAtTheAddressOfARemovedOne() throws IOException {
        // given
        SliverSpec keepsTheBridgeUp = made(newSliver(PLAIN, FIRST_PORT));
        Files.writeString(
                // By itself the kernel would ask anew after half a minute or so.
                Path.of("/proc/sys/net/ipv4/neigh", bridge(address(keepsTheBridgeUp)), "base_reachable_time_ms"),
                "3600000");
        SliverSpec removed = made(newSliver(PLAIN, FIRST_PORT + 1));
        String address = address(removed);
        onHost(removed, "true");
        host.delete(removed.sliver());

        // when
        SliverSpec other = made(newSliver(PLAIN, FIRST_PORT + 2));

        // then
        assertThat(address(other)).isEqualTo(address);
        assertThat(onHost(other, "echo in")).isEqualTo("in");
    }

    private String address(SliverSpec sliver) {
        ContainerNetwork attached = containers().stream()
                .filter(container ->
                        sliver.sliver().equals(container.getLabels().get("org.berth.sliver")))
                .flatMap(container ->
                        Objects.requireNonNull(container.getNetworkSettings()).getNetworks().values().stream())
                .findFirst()
                .orElseThrow();
        return Objects.requireNonNull(attached.getIpAddress());
    }

    private static String bridge(String address) {
        return Commands.succeed("ip", "-o", "route", "get", address).replaceAll("(?s).* dev (\\S+).*", "$1");
    }
}
