// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.berth.am.auth.credential.Privilege;

/**
 * The content of a credential that is to be made.
 *
 * @param owner the owner's certificate chain
 * @param target the target's certificate chain
 * @param privileges the owner's privileges on the target
 * @param expires the time at which it expires; written to the second
 */
public record CredentialContent(
        List<X509Certificate> owner, List<X509Certificate> target, List<Privilege> privileges, Instant expires) {
    public CredentialContent {
        owner = List.copyOf(owner);
        target = List.copyOf(target);
        privileges = List.copyOf(privileges);
    }
}
