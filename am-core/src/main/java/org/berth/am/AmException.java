// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

/**
 * A refusal for the caller: thrown where the cause is known, turned into the result struct in one place.
 *
 * <p>The message is sent as it is: it says what was wrong, which value, and what would be right, and holds no path,
 * class name or secret.
 */
public final class AmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final GeniCode code;

    public AmException(GeniCode code, String message) {
        super(message);
        this.code = code;
    }

    public AmException(GeniCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public GeniCode code() {
        return code;
    }
}
