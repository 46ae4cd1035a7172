// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, 127.0.0.2, 127.0.0.2",
        "2001:DB8::0:7, 2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "0.0.0.0, 0.0.0.0, 127.0.0.1",
        "::, ::, 0:0:0:0:0:0:0:1"
    })
    void addressIsGivenToTheEngineAndReachedFromHere(String text, String hostIp, String reached) {
        BindAddress address = BindAddress.parse(Optional.of(text));

        assertThat(address.hostIp()).contains(hostIp);
        assertThat(address.reached(7).getAddress().getHostAddress()).isEqualTo(reached);
        assertThat(address.reached(7).getPort()).isEqualTo(7);
    }

    @Test
    void withoutAnAddressThereIsNoneForTheEngineAndItIsReachedByLoopback() {
        BindAddress all = BindAddress.parse(Optional.empty());

        assertThat(all.hostIp()).isEmpty();
        assertThat(all.reached(7).getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThatCode(all::requireHere).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "[::1]", "fe80::1%eth0", "127.0.0.1:80", "1.2.3"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> BindAddress.parse(Optional.of(text)))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("'" + text + "' is no IPv4 or IPv6 address");
    }

    @Test
    void onlyListenersThatWouldBeInTheWayTakeAPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.3"))) {
            int port = socket.getLocalPort();

            assertThat(BindAddress.parse(Optional.of("127.0.0.3")).isFree(port)).isFalse();
            assertThat(BindAddress.parse(Optional.of("127.0.0.2")).isFree(port)).isTrue();
            assertThat(BindAddress.parse(Optional.of("0.0.0.0")).isFree(port)).isFalse();
            assertThat(BindAddress.parse(Optional.empty()).isFree(port)).isFalse();
        }
    }

    @Test
    void addressOfAnotherMachineIsTold() {
        assertThatThrownBy(() -> BindAddress.parse(Optional.of("192.0.2.1")).requireHere())
                .isInstanceOf(DockerMasterException.class)
                .hasMessage("the address to forward ports from: 192.0.2.1 is not one of this machine's now");
        assertThatCode(() -> BindAddress.parse(Optional.of("127.0.0.2")).requireHere())
                .doesNotThrowAnyException();
    }
}
