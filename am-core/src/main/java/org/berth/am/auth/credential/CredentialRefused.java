// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

/** A credential proves nothing; the message is a sentence for the client. */
public final class CredentialRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean onlyExpired;

    private CredentialRefused(String message, boolean onlyExpired) {
        super(message);
        this.onlyExpired = onlyExpired;
    }

    public CredentialRefused(String message) {
        this(message, false);
    }

    /** The credential would have done, had it not run out. */
    static CredentialRefused expired(String message) {
        return new CredentialRefused(message, true);
    }

    public boolean onlyExpired() {
        return onlyExpired;
    }

    /** The sentence. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
