// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * An AM that speaks AM API v3.
 *
 * @param uri its v3 URL
 * @param process what it costs its machine, where that is this one and the process is known
 */
record MeasuredAm(URI uri, Optional<ProcessCost> process) {
    private static final int HTTPS = 443;

    /** @param keep whether calls share a connection */
    WireCalls calls(SSLContext tls, boolean keep) {
        int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        return new WireCalls(tls, uri.getHost(), port, uri.getPath(), keep);
    }

    /** The processor time that it has used so far; nothing where that is not known. */
    Duration processorTime() {
        return process.map(ProcessCost::processorTime).orElse(Duration.ZERO);
    }

    /** What of processor time each call used, for a table. */
    String each(Duration used, int calls) {
        return process.isEmpty() ? "not known" : String.format(Locale.ROOT, "%.2f ms", used.toNanos() / 1e6 / calls);
    }
}
