// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;

/** Two container hosts, an AM's machine and a user's, as the example of the docs makes them: {@code two-hosts.sh}. */
final class TwoHosts implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("../docs/examples/two-hosts.sh").toAbsolutePath().normalize();
    private static final Map<String, String> ADDRESSES =
            Map.of("am", "10.77.0.1", "a", "10.77.0.11", "b", "10.77.0.12", "user", "10.77.0.100");

    private final Path directory;

    private TwoHosts(Path directory) {
        this.directory = directory;
    }

    static TwoHosts up(Path directory) {
        // Where the base image comes from; and there is no sense in going on without an engine.
        MachineEngine.dockerHost();
        TwoHosts hosts = new TwoHosts(directory);
        try {
            hosts.call("up");
            return hosts;
        } catch (AssertionError e) {
            hosts.close();
            throw e;
        }
    }

    Machine machine(String who) {
        String address = ADDRESSES.getOrDefault(who, "");
        assertThat(address).as(who).isNotEmpty();
        return new Machine(address, "0.0.0.0", List.of(SCRIPT.toString(), "in", directory.toString(), who));
    }

    /** Where a host's engine listens, on this machine's file system. */
    String dockerHost(String host) {
        return "unix://" + directory.resolve(host).resolve("docker.sock");
    }

    /** Pulls a machine's network cable. */
    void cut(String who) {
        call("cut", who);
    }

    /** Has every fifth packet to a machine lost. */
    void lossy(String who) {
        call("lossy", who);
    }

    /** Plugs the cable in again, and loses nothing any more. */
    void join(String who) {
        call("join", who);
    }

    /** {@code start}, {@code stop} or {@code kill}. */
    void engine(String host, String what) {
        call("engine", host, what);
    }

    private void call(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), command, directory.toString()));
        line.addAll(List.of(arguments));
        Commands.succeed(line.toArray(String[]::new));
    }

    @Override
    public void close() {
        Commands.run(List.of(SCRIPT.toString(), "down", directory.toString()));
    }
}
