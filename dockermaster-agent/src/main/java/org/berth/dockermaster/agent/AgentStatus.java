// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;

/**
 * The status of the agent of a state directory.
 *
 * @param agent what the agent that runs says of itself, empty text while it starts; absent: none runs
 * @param identity absent: it is not enrolled
 */
record AgentStatus(Path stateDirectory, Optional<String> agent, Optional<PeerIdentity> identity) {
    /** Returns whether an AM is served now. */
    boolean serves(Instant now) {
        return agent.isPresent()
                && identity.filter(known -> now.isBefore(end(known))).isPresent();
    }

    /** SHA-256 of the agent's public key, in hex, as its AM keeps it too; absent while it is not enrolled. */
    private Optional<String> key() {
        return identity.map(
                known -> HostCertificates.fingerprint(known.certificate().getPublicKey()));
    }

    private static Instant end(PeerIdentity known) {
        return known.certificate().getNotAfter().toInstant();
    }

    /** For a person, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("state directory  " + stateDirectory);
        lines.add("agent            "
                + agent.map(text -> text.isEmpty() ? "starting" : text).orElse("not running"));
        lines.add("enrolled         "
                + identity.map(known -> "with " + Agent.am(known) + ", certificate until " + end(known))
                        .orElse("no"));
        key().ifPresent(fingerprint -> lines.add("agent key        " + fingerprint));
        return lines;
    }

    /** One line. Texts are empty where there is nothing. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("stateDirectory", stateDirectory.toString())
                .put("running", agent.isPresent())
                .put("agent", agent.orElse(""))
                .put("am", identity.map(Agent::am).orElse(""))
                .put("agentKey", key().orElse(""))
                .put(
                        "certificateEnd",
                        identity.map(known -> end(known).toString()).orElse(""));
        return json.toString();
    }
}
