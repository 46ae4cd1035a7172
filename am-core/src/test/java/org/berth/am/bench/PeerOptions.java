// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.berth.am.federation.FederationFolder;
import picocli.CommandLine.Option;

/** The options that name another AM to be measured. */
final class PeerOptions {
    @Option(names = "--peer", required = true)
    private URI peer = URI.create("");

    @Option(names = "--federation", required = true)
    private Path federation = Path.of("");

    @Option(names = "--user")
    private String user = "alice";

    @Option(names = "--component-manager")
    private String componentManager = "";

    @Option(names = "--sliver-type")
    private String sliverType = "docker-container";

    @Option(names = "--pid")
    private Optional<Long> pid = Optional.empty();

    MeasuredAm am() {
        if (peer.getHost() == null || !"https".equals(peer.getScheme())) {
            throw new IllegalArgumentException(
                    "--peer '" + peer + "' is no URL like https://am.example.org:8001/am/3.0");
        }
        return new MeasuredAm(
                peer,
                pid.map(number -> new ProcessCost(ProcessHandle.of(number)
                        .orElseThrow(() -> new IllegalArgumentException("--pid: there is no process " + number)))));
    }

    /** The user, whose slices are made as they are needed. */
    Experimenter experimenter() {
        FederationFolder folder = FederationFolder.open(federation, Clock.systemUTC());
        return new Experimenter(
                folder.authority().identity(), folder.user(user), new WantedNodes(componentManager, sliverType));
    }
}
