// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.util.List;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs the programs that the guard of the control network is set with. */
final class GuardCommand {
    static final String STEP = "guarding the control network";

    private static final int SHOWN = 500;

    private GuardCommand() {}

    /** A program ended, and did not do or tell what it was to: what it was asked about may just have changed. */
    static final class ProgramFailedException extends DockerMasterException {
        private static final long serialVersionUID = 1L;

        ProgramFailedException(String message) {
            super(Kind.UNREACHABLE, message);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws ProgramFailedException if it ends with another exit code than 0, so that it is worth another try at once
     * @throws DockerMasterException of kind {@code FAILED} if it cannot be run, {@code UNREACHABLE} if it does not end in time
     */
    static String run(String input, List<String> command) {
        try {
            Subprocess.Result ended = HostCommand.run(STEP, command, input, HostCommand.PATIENCE);
            if (ended.exitCode() != 0) {
                String said = ended.output().strip();
                throw new ProgramFailedException(STEP + ": " + String.join(" ", command) + ": "
                        + said.substring(0, Math.min(SHOWN, said.length())) + " (exit code " + ended.exitCode()
                        + ")");
            }
            return ended.output();
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, STEP + ": " + e.getMessage(), e);
        }
    }
}
