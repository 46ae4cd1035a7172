package org.berth.am.client;

import java.security.cert.CertificateException;

/** A server's certificate is not accepted; the message says why, and what helps. */
final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    UntrustedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
