// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;

/**
 * The admin's description of a container host, in the configuration or by command.
 *
 * @param name the host's name for ever: also the last part of its node URN
 * @param local the settings of a host on this machine; absent: it is reached by its agent
 * @param agent the address that its agent listens on; absent for a local host, and until it is known
 * @param password the password that its agent asks for beside our certificate
 * @param pool the pool that it shall announce, as far as the admin sets it
 * @param location the host's location
 * @param exclusive whether one sliver at a time has it for itself
 * @param memoryBytes for slivers; absent: all that it announces
 * @param millicpus thousandths of a CPU for slivers; absent: all that it announces
 * @param origin file and line of its section; absent: not in the configuration
 */
public record HostPlan(
        String name,
        Optional<HostSettings> local,
        Optional<AgentAddress> agent,
        Optional<String> password,
        PoolSettings pool,
        Optional<Location> location,
        boolean exclusive,
        OptionalLong memoryBytes,
        OptionalInt millicpus,
        Optional<String> origin) {
    /** The form of a host's name. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** A host with an agent, of which nothing else is said. */
    public static HostPlan named(String name) {
        return new HostPlan(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PoolSettings.AS_HOST_SAYS,
                Optional.empty(),
                false,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** A host on this machine, of which nothing else is said. */
    public static HostPlan local(HostSettings settings) {
        return new HostPlan(
                settings.name(),
                Optional.of(settings),
                Optional.empty(),
                Optional.empty(),
                new PoolSettings(
                        Optional.of(settings.hostname()),
                        OptionalInt.of(settings.firstPort()),
                        OptionalInt.of(settings.slots()),
                        settings.ipv6Prefix()),
                Optional.empty(),
                false,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** The same, with what it is opened with on this machine. */
    HostPlan openedWith(Optional<HostSettings> settings) {
        return new HostPlan(name, settings, agent, password, pool, location, exclusive, memoryBytes, millicpus, origin);
    }

    /** The same, with another address of its agent. */
    public HostPlan withAgent(Optional<AgentAddress> address) {
        return new HostPlan(name, local, address, password, pool, location, exclusive, memoryBytes, millicpus, origin);
    }

    /** The same, with another password of its agent. */
    public HostPlan withPassword(Optional<String> secret) {
        return new HostPlan(name, local, agent, secret, pool, location, exclusive, memoryBytes, millicpus, origin);
    }

    /** The same, with another pool. */
    public HostPlan withPool(PoolSettings wanted) {
        return new HostPlan(name, local, agent, password, wanted, location, exclusive, memoryBytes, millicpus, origin);
    }

    /** The same, standing elsewhere. */
    public HostPlan withLocation(Optional<Location> place) {
        return new HostPlan(name, local, agent, password, pool, place, exclusive, memoryBytes, millicpus, origin);
    }

    /** The same, with other ways of being shared out. */
    public HostPlan withCapacity(boolean alone, OptionalLong memory, OptionalInt cpus) {
        return new HostPlan(name, local, agent, password, pool, location, alone, memory, cpus, origin);
    }

    /** The same, from a section of a file, or from none. */
    public HostPlan from(Optional<String> fileAndLine) {
        return new HostPlan(
                name, local, agent, password, pool, location, exclusive, memoryBytes, millicpus, fileAndLine);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "HostPlan[" + name + agent.map(address -> " at " + address).orElse("") + "]";
    }
}
