// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.junit.jupiter.api.Test;

class SecuredNetworkTest {
    private static final Optional<Ipv6Prefix> PRESENT = Optional.of(Ipv6Prefix.parse("2001:db8::/64"));
    private static final Optional<Ipv6Prefix> EARLIER = Optional.empty();
    private final DockerMasterException failure = new DockerMasterException(Kind.FAILED, "no bridge");

    private final SecuredNetwork network = spy(new SecuredNetwork(mock(), mock(), mock()));

    @Test
    void earlierNetworkThatFailsLeavesTheHostUsable() {
        doReturn(new BridgeNetwork("berth-1", "berth0", false)).when(network).with(PRESENT);
        doThrow(failure).when(network).with(EARLIER);

        assertThatCode(() -> network.withAll(List.of(PRESENT, EARLIER))).doesNotThrowAnyException();
    }

    @Test
    void presentNetworkThatFailsIsReportedAndKeepsNoOtherFromBeingSecured() {
        doThrow(failure).when(network).with(PRESENT);
        doReturn(new BridgeNetwork("berth", "berth1", false)).when(network).with(EARLIER);

        assertThatThrownBy(() -> network.withAll(List.of(PRESENT, EARLIER))).isSameAs(failure);
        verify(network).with(EARLIER);
    }
}
