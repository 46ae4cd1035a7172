// SPDX-License-Identifier: Apache-2.0
package org.berth.am.base;

/**
 * A refusal of what an admin asked of the running AM. The message is sent to the admin as it is: it says what was refused, which
 * value, and what to do.
 */
public final class AdminRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AdminRefusedException(String message) {
        super(message);
    }

    public AdminRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
