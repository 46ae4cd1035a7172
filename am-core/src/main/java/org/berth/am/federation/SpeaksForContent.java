// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.PublicKey;
import java.time.Instant;
import org.berth.am.auth.x509.Fingerprint;

/**
 * The content of an ABAC credential that is to be made, in GENI's RT0 form.
 *
 * @param headKey the key id of the role's owner
 * @param headRole the role
 * @param tailKey the key id of the one who gets the role
 * @param expires the time at which it expires; written to the second
 */
public record SpeaksForContent(String headKey, String headRole, String tailKey, Instant expires) {
    /** Makes the content by which a user lets a tool speak for them. */
    public static SpeaksForContent of(PublicKey user, PublicKey tool, Instant expires) {
        String id = Fingerprint.keyId(user);
        return new SpeaksForContent(id, "speaks_for_" + id, Fingerprint.keyId(tool), expires);
    }
}
