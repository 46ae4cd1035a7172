// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListeningPortsTest {
    @Test
    void portsThatAreListenedOnAreFoundAndThoseOfConnectionsAreNot() throws IOException {
        // given
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket listener = new ServerSocket(0, 1, loopback);
                Socket connection = new Socket(loopback, listener.getLocalPort())) {
            // when
            Set<Integer> ports = ListeningPorts.read();

            // then
            assertThat(ports).contains(listener.getLocalPort()).doesNotContain(connection.getLocalPort());
        }
    }

    @Test
    void linesOfBothFamiliesAreUnderstood() {
        // given
        Set<Integer> ports = new HashSet<>();

        // when
        ListeningPorts.add("  sl  local_address rem_address   st tx_queue rx_queue", ports);
        ListeningPorts.add("   0: 00000000:65F5 00000000:0000 0A 00000000:00000000 00:00000000", ports);
        ListeningPorts.add("   1: 0100007F:0016 0100007F:9C40 01 00000000:00000000 00:00000000", ports);
        ListeningPorts.add("   2: 00000000000000000000000000000000:0050 0:0000 0A 00000000:00000000", ports);

        // then
        assertThat(ports).containsExactlyInAnyOrder(26101, 80);
    }
}
