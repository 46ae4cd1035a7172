// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostEvent.Kind;

/** The engine's events of containers with Berth's labels (Docker Engine API, {@code GET /events}). */
final class EngineEvents {
    private static final String FILTERS = "{\"type\":[\"container\"],\"label\":[\"" + Labels.AM + "\"],"
            + "\"event\":[\"die\",\"start\",\"oom\",\"destroy\"]}";
    static final String PATH = "/events?filters=" + URLEncoder.encode(FILTERS, UTF_8);

    /** Of containers that are attached to a network, whoever made them. */
    static final String ATTACHED_PATH =
            "/events?filters=" + URLEncoder.encode("{\"type\":[\"network\"],\"event\":[\"connect\"]}", UTF_8);

    private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

    private EngineEvents() {}

    /** Reads events until the engine ends them. */
    static void read(InputStream answer, Consumer<HostEvent> taker) throws IOException {
        // Not closed: that would read the answer to its end, which does not come.
        MappingIterator<JsonNode> events = JSON.readValues(answer);
        while (events.hasNextValue()) {
            event(events.nextValue()).ifPresent(taker);
        }
    }

    /** As {@link #read}, where it only matters that something happened. */
    static void readAny(InputStream answer, Runnable taker) throws IOException {
        MappingIterator<JsonNode> events = JSON.readValues(answer);
        while (events.hasNextValue()) {
            events.nextValue();
            taker.run();
        }
    }

    private static Optional<HostEvent> event(JsonNode told) {
        JsonNode attributes = told.path("Actor").path("Attributes");
        String sliver = attributes.path(Labels.SLIVER).asText();
        // timeNano is nanoseconds since 1970-01-01T00:00Z.
        Instant at = Instant.ofEpochSecond(0, told.path("timeNano").asLong());
        return kind(told.path("Action").asText())
                .filter(kind -> !sliver.isEmpty())
                .map(kind -> new HostEvent(kind, sliver, text(kind, attributes), at));
    }

    private static Optional<Kind> kind(String action) {
        return switch (action) {
            case "die" -> Optional.of(Kind.DIED);
            case "start" -> Optional.of(Kind.STARTED);
            case "oom" -> Optional.of(Kind.OUT_OF_MEMORY);
            case "destroy" -> Optional.of(Kind.REMOVED);
            default -> Optional.empty();
        };
    }

    private static String text(Kind kind, JsonNode attributes) {
        return kind == Kind.DIED ? "exit code " + attributes.path("exitCode").asText("unknown") : "";
    }
}
