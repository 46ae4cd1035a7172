// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostEvent.Kind;
import org.junit.jupiter.api.Test;

class EngineEventsTest {
    private static final String DIED = """
            {"status":"die","id":"c0","from":"berth-base:1","Type":"container","Action":"die",
             "Actor":{"ID":"c0","Attributes":{"exitCode":"137","image":"berth-base:1",
              "org.berth.am":"urn:publicid:IDN+a+authority+am 7","org.berth.sliver":"urn:publicid:IDN+a+sliver+1"}},
             "scope":"local","time":1763640000,"timeNano":1763640000123456789}
            """;

    private final List<HostEvent> events = new ArrayList<>();

    @Test
    void eventTellsWhatWhenAndOfWhichSliver() throws IOException {
        read(DIED);

        assertThat(events)
                .containsExactly(new HostEvent(
                        Kind.DIED,
                        "urn:publicid:IDN+a+sliver+1",
                        "exit code 137",
                        Instant.parse("2025-11-20T12:00:00.123456789Z")));
    }

    @Test
    void whatIsNotAskedForIsPassedOver() throws IOException {
        read("{} [] 7 \"x\" {\"Action\":\"oom\"}" + DIED.replace("\"die\"", "\"pause\"") + DIED);

        assertThat(events).extracting(HostEvent::kind).containsExactly(Kind.DIED);
    }

    @Test
    void whatIsNoJsonEndsTheReading() {
        assertThatThrownBy(() -> read(DIED + "<html>")).isInstanceOf(JsonProcessingException.class);
        assertThat(events).hasSize(1);
    }

    private void read(String told) throws IOException {
        EngineEvents.read(new ByteArrayInputStream(told.getBytes(UTF_8)), events::add);
    }
}
