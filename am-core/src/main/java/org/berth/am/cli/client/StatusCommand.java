// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;

/** Status. */
@Command(name = "status", description = "The slivers' states, leases and errors.")
final class StatusCommand extends SliceCommand {
    @Override
    void run(AmClient client, List<Urn> targets) {
        output().slivers(client.status(targets));
    }
}
