// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

/** The AM was not reached, did not accept the caller's certificate, or answered something that is not AM API v3. */
public final class ConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConnectionException(String message) {
        super(message);
    }

    public ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
