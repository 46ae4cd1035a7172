// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.nio.file.Files;
import java.nio.file.Path;
import org.berth.am.client.AmClient;
import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Allocate. */
@Command(
        name = "allocate",
        description = "Reserves what a request RSpec asks for; next comes provision, within minutes.")
final class AllocateCommand extends AmCommand {
    @Parameters(paramLabel = "FILE", description = "The request RSpec.")
    private Path request;

    @Mixin
    private CredentialOptions credentials;

    @Mixin
    private TargetOptions target;

    @Mixin
    private EndOption end;

    @Override
    void run() throws Exception {
        Credentials loaded = credentials.load();
        Urn slice = target.slice(loaded);
        AmClient client = am().client(loaded);
        Reply reply = client.allocate(slice, Files.readString(request), end.end());
        output().slivers(reply);
    }
}
