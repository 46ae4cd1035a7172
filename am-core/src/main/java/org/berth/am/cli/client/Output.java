// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.client.ManifestNode;
import org.berth.am.client.ManifestNode.Login;
import org.berth.am.client.Reply;
import org.berth.am.client.SliverReport;
import org.berth.base.Printable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The output of a command: for people, or with {@code --json} the AM's value for programs. */
final class Output {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the AM's value as JSON, and nothing else on stdout.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /** Returns the writer for progress, which is not part of the JSON. */
    PrintWriter progress() {
        return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void json(Object value) {
        try {
            out().println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that JSON cannot carry", e);
        }
    }

    void rspec(String rspec) {
        out().println(Printable.lines(rspec));
    }

    /** The slivers of a reply, with their nodes' names where it has a manifest too. */
    void slivers(Reply reply) {
        if (json) {
            json(reply.value());
            return;
        }
        boolean hasManifest = reply.value() instanceof Map<?, ?> struct && struct.containsKey("geni_rspec");
        List<ManifestNode> nodes = hasManifest ? ManifestNode.of(reply.rspec()) : List.of();
        Map<String, String> names = nodes.stream()
                .collect(Collectors.toMap(ManifestNode::sliver, ManifestNode::clientId, (first, second) -> first));
        List<SliverReport> slivers = SliverReport.of(reply);
        if (slivers.isEmpty()) {
            out().println("No slivers.");
        }
        for (SliverReport sliver : slivers) {
            line("%-14s %-17s %-24s until %-20s %s", names.getOrDefault(sliver.urn(), ""), sliver);
            if (!sliver.error().isBlank()) {
                out().println("    error: " + Printable.lines(sliver.error()).replace("\n", "\n    error: "));
            }
        }
        nodes.forEach(this::logins);
    }

    private void line(String format, String name, SliverReport sliver) {
        Object[] fields = Stream.of(name, sliver.allocation(), sliver.operational(), sliver.expires(), sliver.urn())
                .map(Printable::line)
                .toArray();
        out().println(String.format(format, fields).strip());
    }

    private void logins(ManifestNode node) {
        for (Login login : node.logins()) {
            out().println("  " + Printable.line(node.clientId()) + ": "
                    + (login.isSafe()
                            ? "ssh -p " + login.port() + " " + login.username() + "@" + login.hostname()
                            : "a login that is no host, port and user name: " + Printable.line(login.toString())));
        }
    }
}
