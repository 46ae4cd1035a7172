// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.berth.am.admin.HostReport;
import org.berth.base.Printable;

/** Writes the JSON of {@link HostReport} as text. */
final class HostText {
    private HostText() {}

    /** Returns a line for each host. */
    static String table(JsonNode hosts) {
        List<String> lines = new ArrayList<>();
        lines.add(row("NAME", "STATE", "SLIVERS", "AGENT", ""));
        for (JsonNode host : hosts) {
            lines.add(row(
                    text(host, "name"),
                    state(host),
                    host.path("used").asInt() + " of " + host.path("slots").asInt(),
                    host.path("local").asBoolean() ? "(this machine)" : text(host, "address"),
                    trouble(host)));
        }
        return hosts.isEmpty() ? "No hosts." : String.join(System.lineSeparator(), lines);
    }

    private static String trouble(JsonNode host) {
        String notOffered = text(host, "notOffered");
        return notOffered.isEmpty() || !text(host, "trouble").isEmpty()
                ? text(host, "trouble")
                : "does not offer " + notOffered;
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-20s %-22s %-11s %-28s %s", (Object[]) cells)
                .stripTrailing();
    }

    private static String state(JsonNode host) {
        String state = text(host, "state");
        String wish = host.path("leaving").asBoolean()
                ? "leaving"
                : host.path("drained").asBoolean() ? "drained" : "";
        return wish.isEmpty() || wish.equals(state) ? state : state + ", " + wish;
    }

    /** Returns all that is known of a host, a line for each item. */
    static String whole(JsonNode host) {
        List<String> lines = new ArrayList<>();
        JsonNode announced = host.path("announced");
        JsonNode facts = announced.path("facts");
        line(lines, "name", text(host, "name"));
        line(lines, "URN", text(host, "urn"));
        line(lines, "state", state(host));
        line(lines, "trouble", text(host, "trouble"));
        line(lines, "not offered", text(host, "notOffered"));
        line(lines, "said in", text(host, "source"));
        line(lines, "agent", agent(host));
        line(lines, "agent key", text(host, "agentKey"));
        line(lines, "password", host.path("hasPassword").asBoolean() ? "yes" : "");
        line(lines, "certificate", end(host));
        line(lines, "public name", text(host, "hostname"));
        line(
                lines,
                "slivers",
                host.path("used").asInt() + " of " + host.path("slots").asInt());
        host.path("slices")
                .properties()
                .forEach(slice -> line(lines, "", slice.getValue().asInt() + " of " + Printable.line(slice.getKey())));
        host.path("stuck").forEach(work -> line(lines, "stuck", stuck(work)));
        line(lines, "memory", (host.path("memoryBytes").asLong() >> 20) + " MiB");
        line(lines, "CPUs", String.valueOf(host.path("millicpus").asInt() / 1000.0));
        line(lines, "exclusive", host.path("exclusive").asBoolean() ? "yes" : "");
        line(lines, "location", location(host.path("location")));
        line(lines, "ssh ports", ports(announced));
        announced
                .path("problems")
                .path("heldPorts")
                .forEach(held -> line(lines, "held port", held.path("port").asInt() + ": " + text(held, "holder")));
        line(lines, "IPv6 prefix", text(announced, "ipv6Prefix"));
        line(lines, "engine", text(announced, "engine"));
        announced.path("images").forEach(image -> line(lines, "image", Printable.line(image.asText())));
        line(lines, "Berth", text(facts, "version"));
        line(lines, "system", text(facts, "os"));
        line(lines, "kernel", text(facts, "kernel"));
        line(lines, "processor", text(facts, "cpuModel"));
        line(lines, "product", text(facts, "product"));
        line(lines, "serial", text(facts, "serial"));
        facts.path("disks")
                .forEach(disk -> line(
                        lines,
                        "disk",
                        text(disk, "name") + " " + (disk.path("bytes").asLong() / 1_000_000_000) + " GB "
                                + text(disk, "model")));
        facts.path("nics").forEach(nic -> line(lines, "interface", nic(nic)));
        facts.path("neighbours")
                .forEach(neighbour -> line(
                        lines,
                        "neighbour",
                        text(neighbour, "nic") + " to " + text(neighbour, "system") + " " + text(neighbour, "port")));
        return String.join(System.lineSeparator(), lines);
    }

    /** Returns the state of the authority for hosts. */
    static String authority(JsonNode authority) {
        List<String> lines = new ArrayList<>();
        line(lines, "fingerprint", text(authority, "fingerprint"));
        line(lines, "valid until", text(authority, "until"));
        authority.path("awaited").forEach(host -> line(lines, "waits for", Printable.line(host.asText())));
        line(lines, "", authority.path("rolling").asBoolean() ? "a successor takes over" : "");
        return String.join(System.lineSeparator(), lines);
    }

    private static String stuck(JsonNode work) {
        int attempts = work.path("attempts").asInt();
        String last = attempts == 0
                ? "not tried to its end yet"
                : "tried " + attempts + (attempts == 1 ? " time: " : " times: ") + text(work, "reason");
        return text(work, "sliver") + ": " + text(work, "step") + ", asked for at " + text(work, "since") + ", " + last;
    }

    private static String agent(JsonNode host) {
        if (host.path("local").asBoolean()) {
            return "(this machine)";
        }
        String address = text(host, "address").isEmpty() ? "address not known" : text(host, "address");
        return address + (host.path("enrolled").asBoolean() ? "" : ", not enrolled");
    }

    private static String end(JsonNode host) {
        return text(host, "certificateEnd").isEmpty() ? "" : "until " + text(host, "certificateEnd");
    }

    private static String location(JsonNode place) {
        return place.isObject()
                ? text(place, "country") + " " + text(place, "latitude") + " " + text(place, "longitude")
                : "";
    }

    private static String ports(JsonNode announced) {
        int first = announced.path("firstPort").asInt();
        return first == 0
                ? ""
                : first + " to " + (first + announced.path("slots").asInt() - 1);
    }

    private static String nic(JsonNode nic) {
        List<String> parts = new ArrayList<>(List.of(text(nic, "name"), text(nic, "mac")));
        if (nic.path("speedMbps").isNumber()) {
            parts.add(nic.path("speedMbps").asInt() + " Mbit/s");
        }
        nic.path("addresses").forEach(address -> parts.add(Printable.line(address.asText())));
        parts.removeIf(String::isEmpty);
        return String.join(" ", parts);
    }

    private static void line(List<String> lines, String label, String value) {
        if (!value.isBlank()) {
            lines.add(String.format(Locale.ROOT, "%-12s %s", label, value).stripTrailing());
        }
    }

    /** Returns a member fit for a terminal; empty if there is none. */
    static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isNull() ? "" : Printable.line(value.asText());
    }
}
