// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;

/** Delete. */
@Command(name = "delete", description = "Gives the slivers back. Their containers and all that is in them are gone.")
final class DeleteCommand extends SliceCommand {
    @Override
    void run(AmClient client, List<Urn> targets) {
        output().slivers(client.delete(targets));
    }
}
