// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.time.Instant;
import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renew. */
@Command(name = "renew", description = "Sets when the leases end: later, or sooner.")
final class RenewCommand extends SliceCommand {
    @Parameters(
            paramLabel = "TIME",
            converter = EndOption.Time.class,
            description = "The new end, like 2030-01-31T12:00:00Z, or how long from now: +7d, +12h (w, d, h, m).")
    private Instant end;

    @Option(
            names = "--alap",
            description = "As late as possible: if TIME is later than allowed, take the latest that is.")
    private boolean asLateAsPossible;

    @Override
    void run(AmClient client, List<Urn> targets) {
        output().slivers(client.renew(targets, end, asLateAsPossible));
    }
}
