// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.berth.am.client.AdvertisedHost;
import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** ListResources. */
@Command(name = "list", description = "Lists the AM's hosts with their free slots, sliver types and images.")
final class ListCommand extends AmCommand {
    @Mixin
    private CredentialOptions credentials;

    @Option(names = "--available", description = "Only what can be had now.")
    private boolean available;

    @Option(names = "--rspec", description = "Print the advertisement RSpec.")
    private boolean rspec;

    @Override
    void run() throws Exception {
        Credentials loaded = credentials.load();
        Reply reply = am().client(loaded).listResources(available);
        if (output().isJson()) {
            output().json(reply.value());
        } else if (rspec) {
            output().rspec(reply.rspec());
        } else {
            table(AdvertisedHost.of(reply.rspec()))
                    .forEach(line -> output().out().println(line));
        }
    }

    /** Hosts first; then what can be had on them, each line once however many hosts offer the same. */
    private static List<String> table(List<AdvertisedHost> hosts) {
        if (hosts.isEmpty()) {
            return List.of("No hosts.");
        }
        List<String> lines = new ArrayList<>();
        int width = hosts.stream()
                .mapToInt(host -> Printable.line(host.name()).length())
                .max()
                .orElse(0);
        String row = "%-" + Math.max(width, "HOST".length()) + "s  %-9s  %-5s  %s";
        lines.add(String.format(row, "HOST", "AVAILABLE", "FREE", "HARDWARE"));
        for (AdvertisedHost host : hosts) {
            lines.add(String.format(
                            row,
                            Printable.line(host.name()),
                            host.available() ? "yes" : "no",
                            host.freeSlots().isEmpty() ? "?" : Printable.line(host.freeSlots()),
                            Printable.line(String.join(", ", host.hardwareTypes())))
                    .strip());
        }
        Map<String, Set<String>> images = new TreeMap<>();
        hosts.forEach(host -> host.images()
                .forEach((type, names) ->
                        images.computeIfAbsent(type, name -> new TreeSet<>()).addAll(names)));
        lines.add("");
        lines.add("SLIVER TYPES, with the images of each");
        images.forEach((type, names) -> {
            lines.add(Printable.line(type));
            names.forEach(name -> lines.add("    " + Printable.line(name)));
        });
        return lines;
    }
}
