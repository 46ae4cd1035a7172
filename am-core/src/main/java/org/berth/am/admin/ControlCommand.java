// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import org.berth.am.base.AdminRefusedException;
import org.berth.rspec.Urn;

/** A command of the running AM. Called by several threads at once. */
@FunctionalInterface
public interface ControlCommand {
    /**
     * Does it.
     *
     * @param arguments the command's arguments, an object, maybe empty
     * @return the answer
     * @throws AdminRefusedException if it is not done for a reason that the admin can do something about; any
     *     other exception is reported as an incident
     */
    JsonNode run(JsonNode arguments);

    /**
     * Reads an argument that is a URN.
     *
     * @throws AdminRefusedException if it is none
     */
    static Urn urn(JsonNode arguments, String name) {
        try {
            return Urn.parse(arguments.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw new AdminRefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}
