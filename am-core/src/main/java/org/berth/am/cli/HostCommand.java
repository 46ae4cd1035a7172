// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.berth.am.admin.HostControl;
import org.berth.base.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth host}: asks the AM that runs with the same configuration. */
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "The container hosts of the running AM: they come and go without a restart, and no sliver is touched but by"
                    + " 'remove --force'.",
            "Speaks to the AM that runs with this configuration, on this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth host list",
            "  berth host install root@host2.example.org",
            "                              makes that machine a host, over ssh",
            "  berth host enroll host2     prints what to type on that machine",
            "  berth host add host2 --address 192.0.2.2",
            "                              says where its agent listens",
            "  berth host drain host2      nothing new on it; what is there stays",
            "  berth host help remove      all about a command"
        },
        subcommands = {HostInstall.class, picocli.CommandLine.HelpCommand.class})
final class HostCommand extends RunningAmCommand {
    private static final String NAME = "The host's name.";

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them: state, slivers of slots, and what is wrong.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth host list", "  berth host list --json"})
    int list(@Option(names = "--json", description = "As JSON.") boolean json) throws IOException {
        JsonNode hosts = client().call(HostControl.LIST, client().arguments());
        return print(json, hosts, HostText.table(hosts));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows all that is known of a host.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth host show host2", "  berth host show --json host2"})
    int show(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        JsonNode host = call(HostControl.SHOW, "host", name);
        return print(json, host, HostText.whole(host));
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a host that an agent serves, or changes what was said of one that was added so. Kept in the AM's"
                        + " state; hosts in the configuration files are changed there.",
                "What is not said of its pool is as the agent's own configuration has it. A host that moves to another"
                        + " address keeps its slivers; a name that was used before is the same host again."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  berth host add host2 --address 192.0.2.2",
                "  berth host add host2 --address host2.example.org:12001    moves it",
                "  berth host add host2 --password-file /root/host2.password",
                "  berth host add host2 --country BE --latitude 51.05 --longitude 3.72"
            })
    int add(
            @Mixin HostOptions options,
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        ObjectNode arguments = client().arguments().put("host", name);
        options.keys().forEach(arguments.putObject("keys")::put);
        JsonNode host = client().call(HostControl.ADD, arguments);
        String done = (host.path("new").asBoolean() ? "added " : "changed ") + Printable.line(name);
        String next = host.path("enrolled").asBoolean() ? "" : "; to enrol its agent, type: berth host enroll " + name;
        return print(json, host, done + next);
    }

    @Command(
            name = "enroll",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the command that enrols the agent of a host: to be typed there within an hour, once. The host is"
                        + " added if it is not known yet.",
                "An agent obeys the AM that it enrolled with, and that one only; an agent enrolled for the host before is"
                        + " not spoken to any more."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth host enroll host2", "  berth host enroll --json host2"})
    int enroll(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        JsonNode token = call(HostControl.ENROLL, "host", name);
        return print(
                json,
                token,
                "On the machine that is to be " + Printable.line(name) + ", within an hour, type:\n\n  "
                        + HostText.text(token, "command") + "\n");
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description =
                    "Has nothing new placed on a host; its slivers stay, and can be renewed. Lasts until 'resume'.",
            footerHeading = "%nExamples:%n",
            footer = {"  berth host drain host2", "  berth host list        until it has no slivers"})
    int drain(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        JsonNode host = call(HostControl.DRAIN, "host", name);
        return print(json, host, "drained " + Printable.line(name) + "; it has " + slivers(host));
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Takes back 'drain'.",
            footerHeading = "%nExamples:%n",
            footer = "  berth host resume host2")
    int resume(
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        return print(json, call(HostControl.RESUME, "host", name), "resumed " + Printable.line(name));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Removes a host that has no slivers. Its name, and so its URN, stays its own; its agent is trusted no more.",
                "A host that stands in a configuration file goes when its section is deleted and 'berth reload' typed."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  berth host remove host2",
                "  berth host remove --force host2    for a machine that will not come back"
            })
    int remove(
            @Option(
                            names = "--force",
                            description = "Although it has slivers: they fail, and their owners are told why. Their"
                                    + " containers are not removed.")
                    boolean force,
            @Option(names = "--json", description = "As JSON.") boolean json,
            @Parameters(paramLabel = "NAME", description = NAME) String name)
            throws IOException {
        ObjectNode arguments = client().arguments().put("host", name).put("force", force);
        JsonNode removed = client().call(HostControl.REMOVE, arguments);
        int failed = removed.path("failed").asInt();
        return print(
                json,
                removed,
                "removed " + Printable.line(name) + (failed > 0 ? "; failed " + failed + " slivers" : ""));
    }

    @Command(
            name = "authority",
            mixinStandardHelpOptions = true,
            description = {
                "Shows the AM's own authority for its hosts: its fingerprint, and until when it is valid.",
                "It rolls over to a successor by itself when a third of its life is left; agents get certificates of the"
                        + " successor over the connections that are there."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  berth host authority", "  berth host authority --roll"})
    int authority(
            @Option(names = "--roll", description = "Begins to roll over now. It is over when each agent was reached.")
                    boolean roll,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException {
        JsonNode authority =
                client().call(HostControl.AUTHORITY, client().arguments().put("roll", roll));
        return print(json, authority, HostText.authority(authority));
    }

    private static String slivers(JsonNode host) {
        int used = host.path("used").asInt();
        return used == 0 ? "no slivers" : used + (used == 1 ? " sliver" : " slivers");
    }
}
