// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.am.client.Reply;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Provision. */
@Command(
        name = "provision",
        description = "Starts what is allocated. With --wait, prints the ssh commands to type when all is ready.")
final class ProvisionCommand extends SliceCommand {
    @Mixin
    private UserOptions users;

    @Mixin
    private EndOption end;

    @Mixin
    private WaitOption wait;

    @Override
    void run(AmClient client, List<Urn> targets) throws Exception {
        Reply reply = client.provision(targets, users.load(am().identity()), end.end());
        if (wait.isGiven()) {
            wait.await(client, targets, output());
            reply = client.describe(targets);
        }
        output().slivers(reply);
    }
}
