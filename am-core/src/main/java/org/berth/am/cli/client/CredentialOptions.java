// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.berth.am.client.Credentials;
import org.berth.rspec.Urn;
import picocli.CommandLine.Option;

/** The options with the caller's credentials. */
final class CredentialOptions {
    @Option(
            names = "--credential",
            required = true,
            defaultValue = "${env:BERTH_CREDENTIAL}",
            paramLabel = "FILE",
            description = "A credential, SFA XML; may be given several times ($BERTH_CREDENTIAL).")
    private List<Path> files;

    @Option(
            names = "--speaking-for",
            paramLabel = "URN",
            description = "The user for whom you act, who says in one of the credentials that you may"
                    + " (berth federation speaks-for).")
    private Optional<String> user = Optional.empty();

    Credentials load() throws IOException {
        return Credentials.load(files).speakingFor(user.map(Urn::parse));
    }
}
