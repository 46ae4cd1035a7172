// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shutdown. */
@Command(
        name = "shutdown",
        description = "Stops a slice that misbehaves and freezes it for inspection. Only operators may undo it.")
final class ShutdownCommand extends AmCommand {
    @Mixin
    private CredentialOptions credentials;

    @Mixin
    private TargetOptions target;

    @Override
    void run() throws Exception {
        Credentials loaded = credentials.load();
        Urn slice = target.slice(loaded);
        Reply reply = am().client(loaded).shutdown(slice);
        if (output().isJson()) {
            output().json(reply.value());
        } else {
            output().out().println(slice + " is shut down.");
        }
    }
}
