// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.time.Duration;

/** A call of an agent: how long it may take, and how large a message of its answer may be. */
enum AgentCall {
    /** Short enough to see within 30 s, looking every 10 s, that a host is cut off. */
    DESCRIBE("Describe", Duration.ofSeconds(8), 1 << 20),
    CONFIGURE("Configure", Duration.ofSeconds(30), Sizes.SMALL),
    RESERVE("Reserve", Duration.ofSeconds(30), Sizes.SMALL),
    /** The image may have to be made first. */
    CREATE("Create", Duration.ofMinutes(40), Sizes.SMALL),
    START("Start", Sizes.CHANGE, Sizes.SMALL),
    STOP("Stop", Sizes.CHANGE, Sizes.SMALL),
    RESTART("Restart", Sizes.CHANGE, Sizes.SMALL),
    UPDATE_USERS("UpdateUsers", Sizes.CHANGE, Sizes.SMALL),
    DELETE("Delete", Sizes.CHANGE, Sizes.SMALL),
    /** A command may last for days: asked again, the agent waits for the same one. */
    EXECUTE("Execute", Duration.ofMinutes(60), Sizes.OUTPUT),
    INSTALL("Install", Duration.ofMinutes(60), Sizes.OUTPUT),
    /** An entry of the longest names, of three bytes a character, has 24 KiB. */
    LIST("List", Duration.ofSeconds(30), 32 << 10),
    ACCOUNTS("Accounts", Duration.ofSeconds(30), (int) AgentAnswers.LARGEST_ACCOUNTS),
    WATCH("Watch", Duration.ofMinutes(60), 32 << 10),
    REQUEST_CERTIFICATE("RequestCertificate", Duration.ofSeconds(30), 16 << 10),
    INSTALL_CERTIFICATE("InstallCertificate", Duration.ofSeconds(30), Sizes.SMALL);

    private static final class Sizes {
        static final Duration CHANGE = Duration.ofMinutes(5);
        static final int SMALL = 4 << 10;
        /** An agent sends 64 Ki characters at once, of at most three bytes each. */
        static final int OUTPUT = 256 << 10;
    }

    private final String method;
    private final Duration deadline;
    private final int largestMessage;

    AgentCall(String method, Duration deadline, int largestMessage) {
        this.method = method;
        this.deadline = deadline;
        this.largestMessage = largestMessage;
    }

    /** As the protocol calls it. */
    String method() {
        return method;
    }

    Duration deadline() {
        return deadline;
    }

    /** In bytes. */
    int largestMessage() {
        return largestMessage;
    }
}
