// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.berth.am.auth.credential.Privilege;

/**
 * What a credential is to say.
 *
 * @param owner the certificate chain of who may use it
 * @param target the certificate chain of what it is about
 * @param privileges what it allows
 * @param expires until when; written to the second
 */
public record CredentialContent(
        List<X509Certificate> owner, List<X509Certificate> target, List<Privilege> privileges, Instant expires) {
    public CredentialContent {
        owner = List.copyOf(owner);
        target = List.copyOf(target);
        privileges = List.copyOf(privileges);
    }
}
