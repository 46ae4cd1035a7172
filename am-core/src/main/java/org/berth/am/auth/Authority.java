// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.util.List;
import org.berth.am.auth.credential.Operation;
import org.berth.rspec.Urn;

/** Decides who may do what. Every refusal is an {@link org.berth.am.AmException} that says why. */
public interface Authority {
    /**
     * Checks that the caller's certificate is one that is let in now: the connection may be older than the last change of
     * the trusted roots or the deny-list. To be asked at each call, before anything else.
     *
     * @throws org.berth.am.AmException 3 if it is not
     */
    void admit(Caller caller);

    /**
     * Returns the caller as one who acts for a user, who says in one of the credentials that the caller may.
     *
     * @param tool the caller as the connection shows them
     * @throws org.berth.am.AmException 3 if none says so; then the call must not go on
     */
    Caller speakingFor(Caller tool, Urn user, List<PresentedCredential> credentials);

    /**
     * Checks that one single credential gives the caller the operation on the slice.
     *
     * @throws org.berth.am.AmException 1 for an empty list; 15 if expiry is the only failing point; else 3, with one
     *     reason per credential
     */
    Grant authorize(Caller caller, List<PresentedCredential> credentials, Urn slice, Operation operation);

    /**
     * Checks that at least one credential is valid and the caller's own, whatever it is for.
     *
     * @throws org.berth.am.AmException as {@link #authorize}
     */
    void requireAnyValid(Caller caller, List<PresentedCredential> credentials);
}
