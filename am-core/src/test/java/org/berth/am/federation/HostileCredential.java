// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.util.List;
import org.berth.am.GeniCode;
import org.berth.am.auth.PresentedCredential;

/**
 * Something that must not give its caller anything on the slice of {@link HostileCredentials}.
 *
 * @param name what is wrong with it
 * @param caller who presents it
 * @param presented the whole list of credentials of the call
 * @param code the code of the refusal
 * @param reason part of the refusal's message
 */
public record HostileCredential(
        String name, Identity caller, List<PresentedCredential> presented, GeniCode code, String reason) {
    static HostileCredential of(String name, Identity caller, String xml, String reason) {
        return new HostileCredential(name, caller, List.of(TestFederation.presented(xml)), GeniCode.FORBIDDEN, reason);
    }

    HostileCredential expired() {
        return new HostileCredential(name, caller, presented, GeniCode.EXPIRED, reason);
    }

    @Override
    public String toString() {
        return name;
    }
}
