// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.Metadata;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the protocol that an end speaks. Both ends send theirs with each call; they work together if the ranges
 * meet.
 *
 * @param oldest first version still spoken
 * @param newest last version spoken
 */
record Protocol(int oldest, int newest) {
    /** The versions that this Berth speaks. */
    static final Protocol OWN = new Protocol(1, 1);

    static final Metadata.Key<String> HEADER = Metadata.Key.of("berth-protocol", Metadata.ASCII_STRING_MARSHALLER);

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

    /** Reads {@code 1-2}. */
    static Optional<Protocol> parse(@Nullable String header) {
        Matcher range = RANGE.matcher(header == null ? "" : header);
        return range.matches()
                ? Optional.of(new Protocol(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))))
                : Optional.empty();
    }

    /** Returns the reason why these two cannot work together, and what to do; empty if they can. */
    static Optional<String> conflict(Protocol am, Protocol agent) {
        String versions =
                "the AM speaks protocol version " + am.range() + ", the agent " + agent.range() + ": upgrade the ";
        if (am.newest < agent.oldest) {
            return Optional.of(versions + "AM");
        }
        return agent.newest < am.oldest ? Optional.of(versions + "agent") : Optional.empty();
    }

    /** For people. */
    String range() {
        return oldest == newest ? Integer.toString(newest) : oldest + " to " + newest;
    }

    @Override
    public String toString() {
        return oldest + "-" + newest;
    }
}
