// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.util.List;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;

/**
 * Somebody who must not speak for the user of {@link HostileSpeakers}.
 *
 * @param name what is wrong
 * @param caller who calls
 * @param presented the whole list of credentials of the call, the user's own good one among them
 * @param code the code of the refusal
 * @param reason part of the refusal's message
 */
public record HostileSpeaker(
        String name, Identity caller, List<PresentedCredential> presented, GeniCode code, String reason) {
    @Override
    public String toString() {
        return name;
    }
}
