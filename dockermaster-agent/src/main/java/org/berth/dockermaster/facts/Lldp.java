// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.berth.base.Subprocess;
import org.berth.dockermaster.HostFacts.Neighbour;
import org.jspecify.annotations.Nullable;

/** Reads what the switches around this machine report of themselves: it asks lldpd, where that runs, once a minute. */
final class Lldp {
    static final List<String> PROGRAM = List.of("lldpctl", "-f", "json");

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final int MAX_OUTPUT = 1024 * 1024;
    private static final int MAX_NEIGHBOURS = 256;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> program;
    private final InstantSource clock;
    private @Nullable Instant looked;
    private List<Neighbour> last = List.of();

    Lldp(List<String> program, InstantSource clock) {
        this.program = program;
        this.clock = clock;
    }

    /** As of at most a minute ago; empty where lldpd is not there or does not answer within 2 s. */
    synchronized List<Neighbour> neighbours() {
        Instant now = clock.instant();
        // Also when the clock was set back.
        if (looked == null || Duration.between(looked, now).abs().compareTo(BETWEEN_LOOKS) >= 0) {
            looked = now;
            last = look();
        }
        return last;
    }

    private List<Neighbour> look() {
        try {
            return parse(new Subprocess(program)
                    .withoutErrors()
                    .maxOutput(MAX_OUTPUT)
                    .run(PATIENCE)
                    .output());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (IOException | TimeoutException e) {
            return List.of();
        }
    }

    /** Each interface is a field of an object, or that object in a list of them; likewise the chassis by its name. */
    private static List<Neighbour> parse(String json) throws IOException {
        JsonNode interfaces = JSON.readTree(json).path("lldp").path("interface");
        return objects(interfaces)
                .flatMap(object -> object.properties().stream())
                .map(nic -> new Neighbour(
                        SystemFiles.clean(nic.getKey()),
                        system(nic.getValue().path("chassis")),
                        port(nic.getValue().path("port"))))
                .limit(MAX_NEIGHBOURS)
                .toList();
    }

    private static Stream<JsonNode> objects(JsonNode oneOrMore) {
        return oneOrMore.isArray() ? StreamSupport.stream(oneOrMore.spliterator(), false) : Stream.of(oneOrMore);
    }

    /** The system's name, else the chassis' id. */
    private static String system(JsonNode chassis) {
        JsonNode id = chassis.path("id");
        if (id.has("value")) {
            return SystemFiles.clean(id.path("value").asText());
        }
        return chassis.properties().stream()
                .map(Map.Entry::getKey)
                .map(SystemFiles::clean)
                .findFirst()
                .orElse("");
    }

    private static String port(JsonNode port) {
        return SystemFiles.clean(port.path("id").path("value").asText());
    }
}
