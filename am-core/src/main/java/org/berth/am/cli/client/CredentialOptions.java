package org.berth.am.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.berth.am.client.Credentials;
import picocli.CommandLine.Option;

/** What the caller may do. */
final class CredentialOptions {
    @Option(
            names = "--credential",
            required = true,
            defaultValue = "${env:BERTH_CREDENTIAL}",
            paramLabel = "FILE",
            description = "A credential, SFA XML; may be given several times ($BERTH_CREDENTIAL).")
    private List<Path> files;

    Credentials load() throws IOException {
        return Credentials.load(files);
    }
}
