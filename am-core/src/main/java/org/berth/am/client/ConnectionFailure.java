// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.berth.base.Printable;

/**
 * Explains to a user why a call did not come through, and what helps. Goes by the types of exceptions, since the JDK's
 * messages change from release to release; they are shown, but nothing is decided by them.
 */
final class ConnectionFailure {
    private static final int HTTPS = 443;

    private ConnectionFailure() {}

    /**
     * Returns one sentence or two.
     *
     * @param caller the certificate that was shown to the server
     */
    static String explain(URI url, X509Certificate caller, IOException failure) {
        String server = url.getHost() + " port " + (url.getPort() < 0 ? HTTPS : url.getPort());
        Optional<UntrustedServerException> untrusted = cause(failure, UntrustedServerException.class);
        if (untrusted.isPresent()) {
            return untrusted.get().sentence();
        }
        if (cause(failure, UnresolvedAddressException.class).isPresent()
                || cause(failure, UnknownHostException.class).isPresent()) {
            return "no address is known for the name '" + url.getHost() + "': check the URL's spelling (--url,"
                    + " $BERTH_URL) and this machine's name service";
        }
        if (failure instanceof HttpTimeoutException) {
            return server + " does not answer: is the machine up, and does a firewall between here and there let this"
                    + " port through?";
        }
        if (failure instanceof NoRouteToHostException) {
            return "there is no way to " + server + " from here: check this machine's network";
        }
        if (failure instanceof ConnectException) {
            return "nothing listens at " + server + ": is the AM running, and is this its port?";
        }
        Optional<String> invalid = invalidity(caller);
        if (invalid.isPresent()) {
            return "the AM ended the connection. " + invalid.get();
        }
        // With TLS 1.3 a server refuses a certificate when the client takes the handshake for done, and the alert may
        // get
        // lost: so a connection that just ends most likely means the same.
        if (failure instanceof SSLException
                || cause(failure, SSLException.class).isPresent()) {
            return "the AM refuses your certificate, issued by '" + caller.getIssuerX500Principal()
                    + "', or speaks no TLS" + " at " + server + ": its admin may not trust your federation's root ("
                    + messages(failure) + ")";
        }
        return "the connection to " + server
                + " ended without an answer: the AM may not trust the root that issued your" + " certificate, '"
                + caller.getIssuerX500Principal() + "' (" + messages(failure) + ")";
    }

    private static Optional<String> invalidity(X509Certificate caller) {
        try {
            caller.checkValidity();
            return Optional.empty();
        } catch (CertificateExpiredException e) {
            return Optional.of("Your certificate expired on "
                    + caller.getNotAfter().toInstant() + ": get a new one from your federation (--cert)");
        } catch (CertificateNotYetValidException e) {
            return Optional.of("Your certificate is not valid before "
                    + caller.getNotBefore().toInstant() + ": check this machine's clock");
        }
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** Joins the messages of an exception and its causes; the JDK's HTTP client often hides the telling one below. */
    private static String messages(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && messages.stream().noneMatch(known -> known.contains(message))) {
                messages.add(message);
            }
        }
        return Printable.lines(messages.isEmpty() ? failure.getClass().getSimpleName() : String.join(": ", messages));
    }
}
