// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.berth.am.admin.SliceControl;
import org.berth.base.Printable;

/** Writes the JSON of {@link SliceControl} as text. */
final class SliceText {
    private SliceText() {}

    /** Returns a line for each slice, and one for each of its users. */
    static String slices(JsonNode slices) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-8s %-10s %-21s %s", "SLIVERS", "STATE", "UNTIL", "SLICE AND USERS"));
        for (JsonNode slice : slices) {
            TreeSet<String> users = new TreeSet<>();
            TreeSet<String> ends = new TreeSet<>();
            slice.path("slivers").forEach(sliver -> {
                users.add(user(sliver));
                ends.add(text(sliver, "expires"));
            });
            lines.add(String.format(
                    Locale.ROOT,
                    "%-8d %-10s %-21s %s",
                    slice.path("slivers").size(),
                    slice.path("shutDown").asBoolean() ? "shut down" : "",
                    ends.last(),
                    text(slice, "slice")));
            users.forEach(user -> lines.add(" ".repeat(42) + "of " + user));
        }
        return slices.isEmpty() ? "No slices." : String.join(System.lineSeparator(), lines);
    }

    /** Returns the lines of each sliver: URN, state, place, slice, user and error. */
    static String slivers(JsonNode slivers) {
        List<String> lines = new ArrayList<>();
        for (JsonNode sliver : slivers) {
            lines.add(text(sliver, "sliver"));
            lines.add("    " + text(sliver, "operational") + " at " + place(sliver) + ", until "
                    + text(sliver, "expires"));
            lines.add("    node " + text(sliver, "node") + " of " + text(sliver, "slice"));
            lines.add("    of " + user(sliver));
            if (!text(sliver, "error").isEmpty()) {
                lines.add("    " + text(sliver, "error"));
            }
        }
        return slivers.isEmpty() ? "No slivers." : String.join(System.lineSeparator(), lines);
    }

    private static String place(JsonNode sliver) {
        String ipv6 = text(sliver, "ipv6");
        return text(sliver, "host") + " port " + sliver.path("port").asInt() + (ipv6.isEmpty() ? "" : " and " + ipv6);
    }

    private static String user(JsonNode sliver) {
        String user = text(sliver, "user");
        return user.isEmpty() ? "a user who is not known" : user;
    }

    static String text(JsonNode node, String member) {
        return Printable.line(node.path(member).asText());
    }
}
