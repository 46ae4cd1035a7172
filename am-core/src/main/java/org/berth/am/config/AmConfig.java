// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.berth.am.hosts.HostPlan;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.config.ConfigException;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;
import org.berth.dockermaster.config.Machine;
import org.berth.dockermaster.config.Origin;
import org.berth.dockermaster.config.Problems;

/**
 * All that an admin can say of an AM, checked. All paths are absolute.
 *
 * @param global who this AM is and whom it trusts
 * @param aggregateManager the public listener
 * @param general what the world is told
 * @param state where things are kept
 * @param admin the admin listener
 * @param enrollment the listener for agents that enrol
 * @param leases how long slivers live
 * @param slivers policy on requests
 * @param quotas how many slots one slice, user or project may have
 * @param hosts the container hosts, in the order of the files; at least one: the built-in one has no origin
 * @param sliverTypes the container types by name, those built in first
 * @param written the keys of all sections but those of hosts, as they stand in the files, by section
 * @param warnings what is set and has no effect, and what is probably not meant, one sentence each with file and line
 */
public record AmConfig(
        Global global,
        AggregateManager aggregateManager,
        General general,
        State state,
        Admin admin,
        Enrollment enrollment,
        Leases leases,
        Slivers slivers,
        Quotas quotas,
        List<HostPlan> hosts,
        List<ContainerType> sliverTypes,
        Map<String, Map<String, String>> written,
        List<String> warnings) {
    public AmConfig {
        hosts = List.copyOf(hosts);
        sliverTypes = List.copyOf(sliverTypes);
        written = Map.copyOf(written);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads files as one configuration.
     *
     * @param files in any order; none for the defaults alone
     * @throws ConfigException with all problems of all files
     */
    public static AmConfig load(List<Path> files) {
        return load(files, Machine.here());
    }

    /**
     * Reads what a command says of a host that has an agent.
     *
     * @param keys as they would stand in its section
     * @throws ConfigException with all problems
     */
    public static HostPlan host(String name, Map<String, String> keys) {
        Origin origin = new Origin(Path.of("host " + name), 0);
        Map<String, Setting> settings = new LinkedHashMap<>();
        keys.forEach((key, value) -> settings.put(key, new Setting(key, value, origin)));
        Problems problems = new Problems();
        HostPlan plan =
                new Hosts(Machine.here(), Path.of(""), name, problems).remote(new Section(name, origin, settings));
        problems.throwIfAny();
        return plan;
    }

    static AmConfig load(List<Path> files, Machine machine) {
        return new AmConfigReader(files, machine).read();
    }

    /**
     * Section {@code [global]}.
     *
     * @param baseName the authority part of this AM's URNs, {@code //} of the file already written as {@code :}
     * @param rootcadir the folder of trusted roots
     */
    public record Global(String baseName, Path rootcadir) {}

    /**
     * Section {@code [aggregate_manager]}.
     *
     * @param host the address to bind, {@code 0.0.0.0} for all
     * @param port to bind; 0 for any free one
     * @param keyfile the server's private key, PEM
     * @param certfile the server's certificate and chain, PEM
     * @param speaksFor whether tools may speak for users who say so in a credential
     * @param manifestUsers whether manifests list users and keys in {@code services}
     */
    public record AggregateManager(
            String host, int port, Path keyfile, Path certfile, boolean speaksFor, boolean manifestUsers) {}

    /**
     * Section {@code [general]}.
     *
     * @param publicUrl the AM's URL as clients reach it, absolute, https
     */
    public record General(URI publicUrl) {}

    /**
     * Section {@code [state]}.
     *
     * @param directory for all that this AM keeps
     */
    public record State(Path directory) {}

    /**
     * Section {@code [admin]}.
     *
     * @param host the address to bind
     * @param port to bind; 0 for any free one
     */
    public record Admin(String host, int port) {}

    /**
     * Section {@code [enrollment]}.
     *
     * @param host the address to bind, {@code 0.0.0.0} for all; if it is one address, agents are told to dial it, else the
     *     host of {@code public_url}
     * @param port to bind; 0 for any free one
     */
    public record Enrollment(String host, int port) {}

    /**
     * Section {@code [leases]}.
     *
     * @param allocated of a sliver that is allocated and not provisioned
     * @param provisioned of a sliver at Provision, if nobody says otherwise
     * @param longest the furthest from now that a lease may end; not less than {@code provisioned}
     */
    public record Leases(Duration allocated, Duration provisioned, Duration longest) {}

    /**
     * Section {@code [slivers]}.
     *
     * @param defaultType the name of the type of a request node that names none; one of the sliver types
     * @param acceptExclusive whether {@code exclusive="true"} is accepted, and served as shared; else it is refused
     * @param images the engines' names, with tag, of the images that are offered beside the base image
     */
    public record Slivers(String defaultType, boolean acceptExclusive, Set<String> images) {
        public Slivers {
            images = Set.copyOf(images);
        }
    }

    /**
     * Section {@code [quotas]}: how many slots at the same time.
     *
     * @param perSlice for the slivers of a slice
     * @param perUser for the slivers that a user had made
     * @param perProject for the slivers of a project's slices
     */
    public record Quotas(Share perSlice, Share perUser, Share perProject) {}
}
