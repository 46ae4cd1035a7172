// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.berth.am.hosts.Host;
import org.berth.am.slice.OneHostFixture;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

class ReconciliationFailureTest extends OneHostFixture {
    @Test
    void hostThatCannotBeReconciledHasAHealthProblemUntilItIs() {
        // given
        Urn sliver = am.ready("node0").sliver();
        Host host = am.host("host1");
        am.master.kill(sliver.toString());

        // when
        am.master.fail(Kind.UNREACHABLE, "RESOURCE_EXHAUSTED: gRPC message exceeds maximum size");
        am.compare();

        // then
        assertThat(host.healthProblem().orElseThrow())
                .contains("host1 has not been reconciled since")
                .contains("gRPC message exceeds maximum size");
        assertThat(host.accepts()).isTrue();

        // when
        am.master.recover();
        am.reconciler.pass(host, Map.of());

        // then
        assertThat(host.healthProblem()).isEmpty();
        assertThat(am.state(sliver)).isEqualTo(OperationalState.CONFIGURING);
    }
}
