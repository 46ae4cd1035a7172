// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.berth.am.client.AmClient;
import org.berth.am.client.ClientIdentity;
import org.berth.am.client.Credentials;
import org.berth.am.client.ServerTrust;
import picocli.CommandLine.Option;

/** The options that name the AM and the caller. */
final class AmOptions {
    @Option(
            names = "--url",
            required = true,
            defaultValue = "${env:BERTH_URL}",
            paramLabel = "URL",
            description = "The AM's URL, https ($BERTH_URL).")
    private URI url;

    @Option(
            names = "--cert",
            required = true,
            defaultValue = "${env:BERTH_CERT}",
            paramLabel = "FILE",
            description = "Your certificate and its chain, PEM ($BERTH_CERT).")
    private Path certificate;

    @Option(
            names = "--key",
            defaultValue = "${env:BERTH_KEY}",
            paramLabel = "FILE",
            description = "Its private key, PEM ($BERTH_KEY). Not needed if --cert's file holds it too.")
    private Optional<Path> key;

    @Option(
            names = "--ca",
            defaultValue = "${env:BERTH_CA}",
            paramLabel = "FILE",
            description = "The server's own certificate, believed under any name, or the root that issued it, believed"
                    + " under the names it gives ($BERTH_CA). Without it: the roots that come with Java.")
    private Optional<Path> authority;

    @Option(
            names = "--insecure",
            description = "Believe any server. Whoever is between you and the AM can then read and change all.")
    private boolean insecure;

    ClientIdentity identity() throws IOException {
        return ClientIdentity.load(certificate, key.orElse(certificate));
    }

    AmClient client(Credentials credentials) throws IOException, GeneralSecurityException {
        ServerTrust trust;
        if (insecure) {
            trust = ServerTrust.ofAnyone();
        } else {
            trust = authority.isPresent() ? ServerTrust.of(authority.get()) : ServerTrust.ofSystem();
        }
        return new AmClient(url, identity(), trust, credentials);
    }
}
