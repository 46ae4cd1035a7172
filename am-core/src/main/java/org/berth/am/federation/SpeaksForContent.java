// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.PublicKey;
import java.time.Instant;
import org.berth.am.auth.x509.Fingerprint;

/**
 * What an ABAC credential is to say, in GENI's RT0 form.
 *
 * @param headKey the key id of whose role it is about
 * @param headRole that role
 * @param tailKey the key id of who is to fill it
 * @param expires until when; written to the second
 */
public record SpeaksForContent(String headKey, String headRole, String tailKey, Instant expires) {
    /** That a user lets a tool speak for him. */
    public static SpeaksForContent of(PublicKey user, PublicKey tool, Instant expires) {
        String id = Fingerprint.keyId(user);
        return new SpeaksForContent(id, "speaks_for_" + id, Fingerprint.keyId(tool), expires);
    }
}
