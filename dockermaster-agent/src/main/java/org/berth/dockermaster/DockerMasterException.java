// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

/** A step on a container host failed. The message names the step and repeats the engine's own words. */
public class DockerMasterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure, by what the caller can do about them. */
    public enum Kind {
        /** The engine or host does not answer, or cannot do it for now, since its disk is full, say: try again later. */
        UNREACHABLE,
        /** The pool has nothing left to give. */
        EXHAUSTED,
        /** The sliver has no container here. */
        GONE,
        /**
         * The step itself failed, and may succeed when it is tried again: a program of the container did not end in time, say. To
         * be tried a few times.
         */
        RETRYABLE,
        /** The step itself failed, and would fail again. */
        FAILED,
        /** The host answered with what no host may say; nothing of the answer is used. */
        MISBEHAVING
    }

    private final Kind kind;

    public DockerMasterException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DockerMasterException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns whether the same request may succeed later, since the host itself is what failed. */
    public boolean isOfTheHost() {
        return kind == Kind.UNREACHABLE || kind == Kind.MISBEHAVING;
    }
}
