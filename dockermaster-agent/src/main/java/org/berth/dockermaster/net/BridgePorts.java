// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.dockermaster.net.GuardCommand.ProgramFailedException;

/**
 * The ports of a bridge, and whose network namespace is at the other end of each. The kernel tells that from this end:
 * what a container says of its own interfaces may be made up.
 */
final class BridgePorts {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The kernel's number of the namespace at the other end, by port; not for ports that have no other end elsewhere. */
    private final Map<String, String> namespaces = new HashMap<>();

    private Optional<Map<String, String>> numbers = Optional.empty();

    private static final int MOST_ATTEMPTS = 10;
    private static final int SHOWN = 200;

    private BridgePorts() {}

    /** Looks at a bridge. */
    static BridgePorts of(String bridge) {
        BridgePorts ports = new BridgePorts();
        for (JsonNode link : json("ip", "-json", "-details", "link", "show", "master", bridge)) {
            // Without ports some versions of ip print [{}].
            if (link.has("ifname")) {
                ports.namespaces.put(
                        link.path("ifname").asText(), link.path("link_netnsid").asText());
            }
        }
        return ports;
    }

    /** All interfaces of this machine; /sys may be that of another network namespace. */
    static Set<String> interfaces() {
        Set<String> names = new HashSet<>();
        json("ip", "-json", "link", "show")
                .forEach(link -> names.add(link.path("ifname").asText()));
        return names;
    }

    Set<String> names() {
        return namespaces.keySet();
    }

    /**
     * The port whose other end is in a process's network namespace; empty if there is none, as when the process ended.
     *
     * @param taken ports that are others'
     */
    Optional<String> of(long pid, Set<String> taken) {
        Optional<String> number = namespace(pid).map(inode -> numbers().get(inode));
        return namespaces.entrySet().stream()
                .filter(port -> number.isPresent() && port.getValue().equals(number.get()))
                .map(Map.Entry::getKey)
                .filter(name -> !taken.contains(name))
                .sorted()
                .findFirst();
    }

    /** By inode number. One look for all: it is at each process of this machine. */
    private Map<String, String> numbers() {
        if (numbers.isEmpty()) {
            Map<String, String> read = new HashMap<>();
            json("lsns", "--json", "--type", "net", "--output", "NS,NETNSID")
                    .path("namespaces")
                    .forEach(ns ->
                            read.put(ns.path("ns").asText(), ns.path("netnsid").asText()));
            numbers = Optional.of(read);
        }
        return numbers.get();
    }

    private static Optional<String> namespace(long pid) {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "net"))
                    .toString(); // net:[4026532395]
            return Optional.of(link.replaceAll("\\D", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Asks a program that looks at what changes meanwhile: processes that end make lsns fail, and interfaces that come make
     * ip print that its look was interrupted.
     */
    private static JsonNode json(String... command) {
        for (int attempt = 1; ; attempt++) {
            try {
                return parsed(command);
            } catch (ProgramFailedException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static JsonNode parsed(String... command) {
        String output = GuardCommand.run("", List.of(command));
        try {
            return JSON.readTree(output.isBlank() ? "[]" : output);
        } catch (JsonProcessingException e) {
            throw new ProgramFailedException(GuardCommand.STEP + ": " + String.join(" ", command) + " printed no JSON: "
                    + output.substring(0, Math.min(SHOWN, output.length())));
        }
    }
}
