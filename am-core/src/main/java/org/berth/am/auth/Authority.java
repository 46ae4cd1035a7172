package org.berth.am.auth;

import java.util.List;
import org.berth.rspec.Urn;

/** Decides who may do what. Every refusal is an {@link org.berth.am.AmException} that says why. */
public interface Authority {
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
