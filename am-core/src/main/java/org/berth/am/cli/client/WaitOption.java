// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.am.client.SliverWait;
import org.berth.rspec.Urn;
import picocli.CommandLine.Option;

/** {@code --wait}. */
final class WaitOption {
    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "600",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Wait until every sliver is ready or stopped, print each change; fail if one fails, or after"
                    + " SECONDS (600).")
    private long seconds;

    boolean isGiven() {
        return seconds > 0;
    }

    void await(AmClient client, List<Urn> targets, Output output) throws InterruptedException {
        Instant start = Clock.systemUTC().instant();
        new SliverWait(Clock.systemUTC(), Duration.ofSeconds(1))
                .await(client, targets, Duration.ofSeconds(seconds), change -> {
                    long passed =
                            Duration.between(start, Clock.systemUTC().instant()).toSeconds();
                    output.progress().println(String.format("%4d s  %s", passed, change));
                    output.progress().flush();
                });
    }
}
