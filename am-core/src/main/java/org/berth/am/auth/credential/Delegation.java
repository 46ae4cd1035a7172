// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.util.Optional;
import org.berth.base.Printable;

/** The rules by which an owner may hand a credential on. */
final class Delegation {
    private Delegation() {}

    /** Checks a delegated credential against the one that it was delegated from. */
    static void check(ProvedLevel child, ProvedLevel parent) throws CredentialRefused {
        if (!child.signer().equals(parent.owner().certificate())) {
            throw new CredentialRefused("it was delegated by somebody other than "
                    + parent.owner().urn() + ", the owner of what was delegated");
        }
        if (!child.target().certificate().equals(parent.target().certificate())) {
            throw new CredentialRefused("it was delegated from a credential for another target, "
                    + parent.target().urn());
        }
        if (child.expires().isAfter(parent.expires())) {
            throw new CredentialRefused("it expires at " + child.expires()
                    + ", after the credential it was delegated from (" + parent.expires() + ")");
        }
        Optional<String> excess = parent.privileges().firstNotDelegable(child.privileges());
        if (excess.isPresent()) {
            throw new CredentialRefused("the privilege '" + Printable.ascii(excess.get())
                    + "' could not be delegated: its owner had it not, or not with can_delegate");
        }
    }
}
