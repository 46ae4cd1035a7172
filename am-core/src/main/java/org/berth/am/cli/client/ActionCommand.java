// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import java.util.Map;
import org.berth.am.client.AmClient;
import org.berth.am.client.Reply;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** PerformOperationalAction. */
@Command(name = "action", description = "Does something with provisioned slivers.")
final class ActionCommand extends SliceCommand {
    @Parameters(
            paramLabel = "ACTION",
            description = "geni_start, geni_stop, geni_restart, geni_reload (a fresh disk), geni_update_users (with"
                    + " --user or --ssh-key), or what else the AM knows; geni_ may be left out.")
    private String action;

    @Mixin
    private UserOptions users;

    @Mixin
    private WaitOption wait;

    @Override
    void run(AmClient client, List<Urn> targets) throws Exception {
        String name = action.startsWith("geni_") ? action : "geni_" + action;
        Map<Urn, List<String>> keys = name.equals("geni_update_users") ? users.load(am().identity()) : Map.of();
        Reply reply = client.performOperationalAction(targets, name, keys);
        if (wait.isGiven()) {
            wait.await(client, targets, output());
            reply = client.status(targets);
        }
        output().slivers(reply);
    }
}
