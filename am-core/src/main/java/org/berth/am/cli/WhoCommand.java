// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.berth.am.audit.AuditFile;
import org.berth.am.audit.EndpointHistory;
import org.berth.am.audit.EndpointHistory.Holding;
import org.berth.am.base.ExitCodes;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth who}: reads the audit log of a configuration, whether its AM runs or not. */
@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        description = {
            "Says who had a forwarded port or a container's own IPv6 address at a time: sliver, slice and user.",
            "Reads the audit log of this configuration, whether its AM runs or not. Exit code 1: nobody."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth who 12003 --at 2030-01-08T14:30:00Z",
            "  berth who 12003 --host host2 --at '2030-01-08 14:30:00'    UTC",
            "  berth who 2001:db8:0:1::42 --at 2030-01-08T15:30:00+01:00",
            "  berth who --host host2                                     all that it has now"
        })
final class WhoCommand implements Callable<Integer> {
    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "PORT|ADDRESS", arity = "0..1", description = "A forwarded port, or an IPv6 address.")
    private Optional<String> what = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "ISO 8601, UTC unless it says otherwise; now if not given.")
    private Optional<String> at = Optional.empty();

    @Option(names = "--host", paramLabel = "NAME", description = "Only on this host.")
    private Optional<String> host = Optional.empty();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    WhoCommand() {
        this(InstantSource.system());
    }

    WhoCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (what.isEmpty() && host.isEmpty()) {
            throw new IllegalArgumentException("name a port, an IPv6 address or a host (--host)");
        }
        Instant time = at.map(WhoCommand::time).orElseGet(clock::instant);
        Predicate<Holding> named = holding -> host.map(holding.host()::equals).orElse(true);
        Predicate<Holding> asked = what.map(WhoCommand::asked).orElse(holding -> true);
        List<Holding> found =
                new EndpointHistory(AuditFile.in(config.load().state().directory())).at(time, named.and(asked));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(found).toPrettyString());
        } else if (found.isEmpty()) {
            out.println("Nobody, as far as the audit log goes back.");
        } else {
            found.forEach(holding -> print(out, holding));
        }
        out.flush();
        return found.isEmpty() ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private static Predicate<Holding> asked(String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            return holding -> holding.port() == port;
        }
        String address = canonical(text);
        return holding -> !holding.ipv6().isEmpty() && canonical(holding.ipv6()).equals(address);
    }

    private static String canonical(String address) {
        // Else it would be looked up as a name.
        if (address.matches("[0-9a-fA-F:.]+") && address.contains(":")) {
            try {
                return InetAddress.getByName(address).getHostAddress();
            } catch (UnknownHostException e) {
                // told below
            }
        }
        throw new IllegalArgumentException("'" + Printable.line(address) + "' is neither a port nor an IPv6 address");
    }

    private static Instant time(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException e) {
            // perhaps without an offset
        }
        try {
            return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + Printable.line(text) + "' is no time; write it like 2030-01-08T14:30:00Z", e);
        }
    }

    private static void print(PrintWriter out, Holding holding) {
        out.println(Printable.line(holding.user().isEmpty() ? "a user who is not known" : holding.user()));
        out.println("    slice  " + Printable.line(holding.slice()));
        out.println("    sliver " + Printable.line(holding.sliver()) + ", node " + Printable.line(holding.node()));
        out.println("    had    port " + holding.port() + " of " + Printable.line(holding.host())
                + (holding.ipv6().isEmpty() ? "" : " and " + Printable.line(holding.ipv6())));
        out.println("    from   " + holding.from()
                + holding.until().map(end -> " to " + end).orElse(", and has it still"));
    }

    private static ArrayNode json(List<Holding> found) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Holding holding : found) {
            list.addObject()
                    .put("user", holding.user())
                    .put("slice", holding.slice())
                    .put("sliver", holding.sliver())
                    .put("node", holding.node())
                    .put("host", holding.host())
                    .put("port", holding.port())
                    .put("ipv6", holding.ipv6())
                    .put("from", holding.from().toString())
                    .put("until", holding.until().map(Instant::toString).orElse(""));
        }
        return list;
    }
}
