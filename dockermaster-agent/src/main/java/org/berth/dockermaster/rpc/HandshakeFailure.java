// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.berth.base.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake that failed, as far as the exceptions' types tell. Their texts are the TLS library's, and change with
 * its versions (newer JDKs put the alert's name in front): they are quoted, never read.
 *
 * @param refusal the sentence of this end's own check of the peer's certificate, if that is what refused it
 * @param isTls whether the peer spoke TLS at all
 * @param quote the TLS library's words
 */
record HandshakeFailure(Optional<String> refusal, boolean isTls, String quote) {
    /** Finds the failed handshake among an exception and its causes; empty if none of them is of TLS. */
    static Optional<HandshakeFailure> in(@Nullable Throwable failure) {
        Optional<HandshakeFailure> found = Optional.empty();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return Optional.of(new HandshakeFailure(
                        Optional.of(Printable.line(at.getMessage(), Failures.LONGEST_TEXT)), true, text(at)));
            }
            if (at instanceof SSLException && found.isEmpty()) {
                found = Optional.of(
                        new HandshakeFailure(Optional.empty(), !(at instanceof NotSslRecordException), text(at)));
            }
        }
        return found;
    }

    private static String text(Throwable failure) {
        return Printable.line(failure.getMessage(), Failures.LONGEST_TEXT);
    }
}
