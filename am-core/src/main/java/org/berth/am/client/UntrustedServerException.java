// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.security.cert.CertificateException;

/** A server's certificate is not accepted; the message says why, and what helps. */
final class UntrustedServerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    UntrustedServerException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** Returns the message, which there always is. */
    String sentence() {
        return sentence;
    }
}
