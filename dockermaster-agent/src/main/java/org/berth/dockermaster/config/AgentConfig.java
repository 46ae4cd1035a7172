// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.HostSettings;

/**
 * All that an admin can say of an agent, checked. All paths are absolute.
 *
 * @param host the address to listen on, {@code 0.0.0.0} for all
 * @param port to listen on; 0 for any free one
 * @param password what AMs have to say besides showing their certificate; empty if nothing
 * @param pool this machine as a container host
 * @param warnings what is probably not meant, one sentence each with its file
 */
public record AgentConfig(String host, int port, Optional<String> password, HostSettings pool, List<String> warnings) {
    /** The port that agents listen on unless told otherwise; docker-am's. */
    public static final int DEFAULT_PORT = 11999;

    public AgentConfig {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads files as one configuration.
     *
     * @param files in any order; none for the defaults alone
     * @throws ConfigException with all problems of all files
     */
    public static AgentConfig load(List<Path> files) {
        return load(files, Machine.here());
    }

    static AgentConfig load(List<Path> files, Machine machine) {
        return new AgentConfigReader(files, machine).read();
    }

    /** For all that this agent keeps. */
    public Path stateDirectory() {
        return pool.stateDirectory();
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "AgentConfig[" + host + ":" + port + ", " + pool + "]";
    }
}
