package org.berth.dockermaster.net;

import java.io.IOException;
import java.util.List;
import org.berth.dockermaster.net.HostCommand.Ended;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine remembers of who has which IPv4 address on a bridge (ARP). */
public final class Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    private Neighbours() {}

    /**
     * Forgets who had an address, so that the next packet asks anew. Engines give the address of a removed container to
     * the next one at once, and 20.10 announces that to nobody: since our containers have MAC addresses of their own,
     * the machine would go on sending to the removed one's for up to a minute. That is also all that is lost where this
     * fails, so that it is only logged.
     */
    public static void forget(String ipv4, String bridge) {
        run(List.of("ip", "-4", "neigh", "flush", "to", ipv4, "dev", bridge));
    }

    /** As {@link #forget}, for all addresses: an engine that was restarted has given them out anew without a word of ours. */
    public static void forgetAll(String bridge) {
        run(List.of("ip", "-4", "neigh", "flush", "dev", bridge));
    }

    private static void run(List<String> command) {
        try {
            Ended ended = HostCommand.run("forgetting a neighbour", command, "", HostCommand.PATIENCE);
            if (ended.exitCode() != 0) {
                LOG.warn(
                        "{} failed: {}",
                        String.join(" ", command),
                        ended.output().strip());
            }
        } catch (IOException e) {
            LOG.warn("{} failed; is the package iproute2 installed? {}", String.join(" ", command), e.getMessage());
        }
    }
}
