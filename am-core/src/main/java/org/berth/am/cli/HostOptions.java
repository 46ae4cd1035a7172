// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.berth.am.admin.HostControl;
import org.berth.am.hosts.AgentAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a host: the keys of its section in a configuration file, which the AM checks. */
final class HostOptions {
    @Option(
            names = "--address",
            paramLabel = "HOST[:PORT]",
            description =
                    "Where its agent listens, port 11999 if none is given. Not needed if the address that the agent"
                            + " enrols from is the right one.")
    private @Nullable String address;

    @Option(names = "--country", description = "Where it stands: two letters, like BE; with latitude and longitude.")
    private @Nullable String country;

    @Option(names = "--latitude", paramLabel = "DEGREES", description = "-90 to 90.")
    private @Nullable String latitude;

    @Option(names = "--longitude", paramLabel = "DEGREES", description = "-180 to 180.")
    private @Nullable String longitude;

    @Option(
            names = "--exclusive",
            paramLabel = "yes|no",
            description = "Whether one sliver at a time has it for itself.")
    private @Nullable String exclusive;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory for slivers, like 60G; else all it has.")
    private @Nullable String memory;

    @Option(names = "--cpus", paramLabel = "NUMBER", description = "CPUs for slivers, like 7.5; else all it has.")
    private @Nullable String cpus;

    @Option(names = "--max-containers", paramLabel = "NUMBER", description = "How many slivers fit.")
    private @Nullable String slots;

    @Option(names = "--starting-port", paramLabel = "PORT", description = "The first port for ssh.")
    private @Nullable String firstPort;

    @Option(names = "--hostname", paramLabel = "NAME", description = "Its public name or address, for logins.")
    private @Nullable String hostname;

    @Option(names = "--ipv6-prefix", paramLabel = "PREFIX", description = "What containers get addresses of.")
    private @Nullable String ipv6Prefix;

    @Option(
            names = PasswordFile.OPTION,
            paramLabel = "FILE",
            description = "Its one line is what the agent asks for besides the AM's certificate, the password in the"
                    + " agent's own configuration. An empty file: nothing.")
    private @Nullable Path passwordFile;

    /**
     * By the keys of configuration files; only what was said.
     *
     * @throws IllegalArgumentException if the address, or the password, is none
     * @throws IOException if the password cannot be read
     */
    Map<String, String> keys() throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        if (address != null) {
            AgentAddress parsed = AgentAddress.parse(address);
            keys.put("dockermaster_pyro4_host", parsed.host());
            keys.put("dockermaster_pyro4_port", String.valueOf(parsed.port()));
        }
        put(keys, "country", country);
        put(keys, "latitude", latitude);
        put(keys, "longitude", longitude);
        put(keys, "exclusive", exclusive);
        put(keys, "memory", memory);
        put(keys, "cpus", cpus);
        put(keys, "max_containers", slots);
        put(keys, "starting_ipv4_port", firstPort);
        put(keys, "node_ipv4_hostname", hostname);
        put(keys, "ipv6_prefix", ipv6Prefix);
        if (passwordFile != null) {
            keys.put(HostControl.PASSWORD, PasswordFile.read(passwordFile));
        }
        return keys;
    }

    private static void put(Map<String, String> keys, String key, @Nullable String value) {
        if (value != null) {
            keys.put(key, value);
        }
    }
}
