// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

/** The server's memory for the answer of one call, from before it is made until the client has received it. */
@FunctionalInterface
public interface AnswerBudget {
    /** As much as is asked for. */
    AnswerBudget UNLIMITED = bytes -> true;

    /**
     * Reserves memory for an answer, and waits for it if others have it. To be called before the call changes anything: whoever got
     * memory gets its answer, even if that is larger.
     *
     * @param bytes an estimate; what was reserved before for the same call counts
     * @return false if there is none in time
     */
    boolean reserve(long bytes);
}
