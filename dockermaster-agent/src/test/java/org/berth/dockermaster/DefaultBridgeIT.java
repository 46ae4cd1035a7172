// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.PrivateEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host whose engine's default bridge has the prefix already, as docker-am's hosts have. */
class DefaultBridgeIT extends ContractFixture {
    private static final String BRIDGE = "dflt20500";

    private PrivateEngine engine;

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @BeforeEach
    void startEngine() {
        Commands.run(List.of("ip", "link", "del", BRIDGE));
        Commands.succeed("ip", "link", "add", "name", BRIDGE, "type", "bridge");
        Commands.succeed("ip", "addr", "add", "10.79.205.1/24", "dev", BRIDGE);
        engine = PrivateEngine.start("--bridge=" + BRIDGE, "--ipv6", "--fixed-cidr-v6=" + PREFIX);
        dockerHost = engine.dockerHost();
        reopen();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
        dockerHost = MachineEngine.dockerHost();
        Commands.run(List.of("ip", "link", "del", BRIDGE));
        for (String tables : List.of("iptables", "ip6tables")) {
            Commands.succeed(tables, "-w", "-S")
                    .lines()
                    .filter(rule -> rule.contains(BRIDGE))
                    .forEach(rule -> {
                        List<String> command = new ArrayList<>(List.of(tables, "-w"));
                        command.addAll(List.of(rule.replaceFirst("-A", "-D").split(" ", -1)));
                        Commands.run(command);
                    });
        }
    }

    @Test
    void addressesFollowFromTheMacOnTheDefaultBridgeAndContainersAreKeptApart() {
        // given
        SliverSpec from = newSliver();
        SliverSpec to = newSliver(PLAIN, FIRST_PORT + 1);

        // when
        made(from);
        made(to);

        // then
        assertThat(containers())
                .allSatisfy(container ->
                        assertThat(container.getHostConfig().getNetworkMode()).isEqualTo("bridge"));
        String address = to.endpoint().ipv6().orElseThrow();
        assertThat(alice.run(address, 22, "hostname -I").output()).contains(address);
        onHost(to, "nohup nc -6 -lk 8081 >/dev/null 2>&1 & until nc -z ::1 8081; do sleep 0.1; done");
        Commands.succeed("nc", "-z", "-w", "300", address, "8081");
        assertThat(alice.run(LOOPBACK, FIRST_PORT, "nc -z -w 2 " + address + " 8081")
                        .exitCode())
                .isEqualTo(1);
        onHost(from, "nc -z -w 300 " + address + " 22");
    }
}
