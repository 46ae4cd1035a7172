// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.PrivateEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two engines of one machine share its interfaces' names. */
@Tag("docker")
class TwoEnginesIT {
    @Test
    void engineOfOneMachineLeavesTheOthersBridgeAlone() {
        try (Engine machine = Engine.connect(MachineEngine.dockerHost());
                PrivateEngine second = PrivateEngine.start();
                Engine other = Engine.connect(second.dockerHost())) {
            // when
            BridgeNetwork one = new BridgeNetworks(machine).ensure(Optional.empty());
            BridgeNetwork two = new BridgeNetworks(other).ensure(Optional.empty());

            // then
            assertThat(two.bridge()).isNotEqualTo(one.bridge());
            assertThat(new BridgeNetworks(machine).ensure(Optional.empty())).isEqualTo(one);
        }
    }
}
