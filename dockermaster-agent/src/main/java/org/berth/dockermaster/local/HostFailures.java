// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.berth.base.RateLimitedLog;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.StateFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures by what can be done about them: what fails for want of room on a disk, or since the host's own files cannot
 * be used for now, is to be tried again. A damaged state file is replaced.
 */
final class HostFailures {
    private static final Logger log = LoggerFactory.getLogger(HostFailures.class);
    private static final String LATER = "; it is tried again until there is room";

    private final HostState state;
    private final DiskRoom disks;
    private final FirewallWatch firewall;
    private final HeldPorts heldPorts;
    private final RateLimitedLog lines;

    HostFailures(HostState state, DiskRoom disks, FirewallWatch firewall, HeldPorts heldPorts, InstantSource clock) {
        this.state = state;
        this.disks = disks;
        this.firewall = firewall;
        this.heldPorts = heldPorts;
        this.lines = new RateLimitedLog(clock);
    }

    /** A failed step: one for good is none while a disk is full. */
    DockerMasterException ofStep(DockerMasterException failed) {
        if (failed.kind() != Kind.FAILED) {
            return failed;
        }
        if (heldPorts.isRefusal(failed)) {
            return new DockerMasterException(
                    Kind.UNREACHABLE,
                    failed.getMessage() + "; it is tried again, a new container on another port",
                    failed);
        }
        firewall.failed(failed);
        if (firewall.cannotStart().isPresent()) {
            return new DockerMasterException(
                    Kind.UNREACHABLE,
                    firewall.cannotStart().get() + "; what was asked is tried again until then (" + failed.getMessage()
                            + ")",
                    failed);
        }
        if (disks.full().isEmpty()) {
            return failed;
        }
        return new DockerMasterException(
                Kind.UNREACHABLE, "the host's disk is full (" + failed.getMessage() + ")" + LATER, failed);
    }

    /** A failure of something else than a step at the engine. */
    DockerMasterException ofOther(RuntimeException failure) {
        Optional<StateFailure> found = StateFailure.of(failure);
        if (found.equals(Optional.of(StateFailure.DAMAGED)) || state.isBroken()) {
            return replaced(failure);
        }
        if (found.isPresent()) {
            boolean full = disks.full().isPresent();
            lines.write(
                    () -> log.warn(
                            "the host's own files cannot be used: {}",
                            deepest(failure).toString()),
                    () -> log.warn("more of these are not written in this minute"));
            return new DockerMasterException(
                    Kind.UNREACHABLE,
                    full
                            ? "the host's disk is full" + LATER
                            : "the host cannot use its own files now; it is tried again until it can",
                    failure);
        }
        String incident = UUID.randomUUID().toString();
        log.error("incident={}", incident, failure);
        return new DockerMasterException(
                Kind.FAILED, "internal error of the host, incident " + incident + "; its log says more", failure);
    }

    /** Without statements and what was in them. */
    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private DockerMasterException replaced(RuntimeException failure) {
        try {
            state.replaceDamaged();
            log.warn(
                    "the state file was found damaged while it was used: {}",
                    deepest(failure).toString());
            return new DockerMasterException(
                    Kind.UNREACHABLE, "the host's state file was damaged and is made anew; it is tried again", failure);
        } catch (RuntimeException e) {
            log.error("the state file is damaged and cannot be made anew; next try with the next call", e);
            return new DockerMasterException(
                    Kind.UNREACHABLE,
                    "the host's state file is damaged; it is tried again until it can be made anew",
                    e);
        }
    }
}
