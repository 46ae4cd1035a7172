// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;

/** A command of the running AM. Called by several threads at once. */
@FunctionalInterface
public interface ControlCommand {
    /**
     * Does it.
     *
     * @param arguments the command's arguments, an object, maybe empty
     * @return the answer
     * @throws RuntimeException whose message is a sentence for the admin, if it cannot be done
     */
    JsonNode run(JsonNode arguments);
}
