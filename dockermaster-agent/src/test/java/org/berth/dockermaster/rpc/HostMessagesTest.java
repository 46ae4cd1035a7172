// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import org.berth.dockermaster.rpc.v1.HostEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMessagesTest {
    @ParameterizedTest
    @CsvSource({"31556889864403200, 0", "9223372036854775807, 2000000000", "-9223372036854775808, -1"})
    void anEventOfNoTimeIsRefused(long seconds, int nanos) {
        // given
        HostEvent event = HostEvent.newBuilder()
                .setAt(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
                .build();

        // when / then
        assertThatThrownBy(() -> HostMessages.event(event)).isInstanceOf(DateTimeException.class);
    }
}
