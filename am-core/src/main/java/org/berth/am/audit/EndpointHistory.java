// SPDX-License-Identifier: Apache-2.0
package org.berth.am.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds who had a port or address at a time, from the files of an audit log, whether its AM runs or not. */
public final class EndpointHistory {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String ASSIGNED = "assigned";
    private static final String RELEASED = "released";

    private final Path directory;

    /** @param directory the audit log's folder */
    public EndpointHistory(Path directory) {
        this.directory = directory;
    }

    /**
     * A port and addresses that somebody had.
     *
     * @param user for whom the sliver was made, lower case; empty if not known
     * @param ipv6 the container's own address; empty if it had none
     * @param from when it was assigned
     * @param until when its host had confirmed that nothing was left of the sliver; empty if it is still assigned
     */
    public record Holding(
            String sliver,
            String slice,
            String user,
            String node,
            String host,
            int port,
            String ipv6,
            Instant from,
            Optional<Instant> until) {
        private String key() {
            return sliver + " " + host + " " + port + " " + ipv6;
        }

        private Holding until(Instant end) {
            return new Holding(sliver, slice, user, node, host, port, ipv6, from, Optional.of(end));
        }

        private boolean wasHeldAt(Instant time) {
            return !from.isAfter(time) && until.map(time::isBefore).orElse(true);
        }
    }

    /**
     * Finds who had what is asked for at a time.
     *
     * @param asked which ports and addresses
     * @throws IOException if a file cannot be read
     */
    public List<Holding> at(Instant time, Predicate<Holding> asked) throws IOException {
        Map<String, Holding> held = new HashMap<>();
        Map<String, Instant> ends = new HashMap<>();
        Set<String> begun = new HashSet<>();
        for (Path file : files()) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.contains("\"event\":\"" + ASSIGNED) || line.contains("\"event\":\"" + RELEASED)) {
                        take(line, time, asked, held, ends, begun);
                    }
                }
            }
        }
        return held.values().stream()
                .map(holding -> Optional.ofNullable(ends.get(holding.key()))
                        .map(holding::until)
                        .orElse(holding))
                .filter(holding -> holding.wasHeldAt(time))
                .sorted((one, other) -> one.from().compareTo(other.from()))
                .toList();
    }

    private static void take(
            String line,
            Instant time,
            Predicate<Holding> asked,
            Map<String, Holding> held,
            Map<String, Instant> ends,
            Set<String> begun) {
        Optional<JsonNode> entry = json(line);
        if (entry.isEmpty()) {
            return;
        }
        Holding holding = holding(entry.get());
        if (!asked.test(holding)) {
            return;
        }
        boolean assigned = entry.get().path("event").asText().equals(ASSIGNED);
        if (assigned && !holding.from().isAfter(time)) {
            held.put(holding.key(), holding);
            // A sliver that came back to a port that it had before has it again.
            ends.remove(holding.key());
            begun.add(holding.key());
        } else if (!assigned && begun.contains(holding.key())) {
            ends.putIfAbsent(holding.key(), holding.from());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("audit(-.*)?\\.jsonl"))
                    .sorted(EndpointHistory::byAge)
                    .toList();
        }
    }

    /** By date and number; the file to which lines are added now has neither, and is the last. */
    private static int byAge(Path one, Path other) {
        return age(one).compareTo(age(other));
    }

    private static String age(Path file) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        return parts.length == 2
                ? "audit~"
                : parts[0] + "." + "0".repeat(Math.max(0, 9 - parts[1].length())) + parts[1];
    }

    private static Optional<JsonNode> json(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            Instant unused = Instant.parse(entry.path("at").asText());
            return Optional.of(entry);
        } catch (JsonProcessingException | DateTimeParseException e) {
            return Optional.empty(); // half a line, of a process that died while it wrote
        }
    }

    private static Holding holding(JsonNode entry) {
        return new Holding(
                entry.path("sliver").asText(),
                entry.path("slice").asText(),
                entry.path("user").asText(),
                entry.path("node").asText(),
                entry.path("host").asText(),
                entry.path("port").asInt(),
                entry.path("ipv6").asText(),
                Instant.parse(entry.path("at").asText()),
                Optional.empty());
    }
}
