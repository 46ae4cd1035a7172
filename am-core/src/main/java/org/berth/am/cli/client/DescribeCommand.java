// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.am.client.Reply;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Describe. */
@Command(name = "describe", description = "What the slice has here, and the ssh commands to type.")
final class DescribeCommand extends SliceCommand {
    @Option(names = "--rspec", description = "Print the manifest RSpec.")
    private boolean rspec;

    @Override
    void run(AmClient client, List<Urn> targets) {
        Reply reply = client.describe(targets);
        if (rspec) {
            output().rspec(reply.rspec());
        } else {
            output().slivers(reply);
        }
    }
}
