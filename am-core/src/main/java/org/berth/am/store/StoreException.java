// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

/**
 * A transaction failed since the store's disk or file is not as it should be; nothing was changed. The message is a sentence
 * for admins.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A cause of such failures. */
    public enum Kind {
        /** The file is not as it was written. Nothing is written to it any more, as that could cost what can still be saved. */
        DAMAGED("am.db is damaged: nothing is written to it any more; stop the AM and type 'berth restore FILE'"),
        /** The disk has no space left. What is stored can be read. */
        FULL("no space is left for am.db: what changes something is refused until there is"),
        /** The file cannot be read or written just now. */
        UNAVAILABLE("am.db cannot be read or written");

        private final String forAdmins;

        Kind(String forAdmins) {
            this.forAdmins = forAdmins;
        }

        /** Returns a sentence for admins. */
        String forAdmins() {
            return forAdmins;
        }
    }

    private final Kind kind;

    public StoreException(Kind kind) {
        super(kind.forAdmins());
        this.kind = kind;
    }

    public StoreException(Kind kind, Throwable cause) {
        super(kind.forAdmins(), cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
