// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs a short network program of this machine by argument array. */
final class HostCommand {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A host with very many firewall rules lists tens of megabytes of them. */
    private static final int MAX_OUTPUT = 64 << 20;

    private HostCommand() {}

    /**
     * Runs a program to its end.
     *
     * @param step what is done, to begin an error message with
     * @param input for its stdin
     * @throws IOException if it cannot be started, or writes more than 64 MiB
     * @throws DockerMasterException of kind {@code UNREACHABLE} if it does not end in time; it is killed then
     */
    static Subprocess.Result run(String step, List<String> command, String input, Duration patience)
            throws IOException {
        try {
            return new Subprocess(command).input(input).maxOutput(MAX_OUTPUT).run(patience);
        } catch (TimeoutException e) {
            throw new DockerMasterException(Kind.UNREACHABLE, step + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, step + ": interrupted", e);
        }
    }
}
