// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The asking side. */
public final class ControlClient {
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Path stateDirectory;

    /**
     * Asks the AM of this state directory; connects at each call.
     *
     * @param stateDirectory as in the AM's configuration
     */
    public ControlClient(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** No arguments yet; to be filled. */
    public ObjectNode arguments() {
        return json.createObjectNode();
    }

    /**
     * Has the running AM do something, and waits for it.
     *
     * @throws IOException with a sentence for the admin, if no AM runs there or it refuses
     */
    public JsonNode call(String command, ObjectNode arguments) throws IOException {
        JsonNode answer;
        try (SocketChannel channel = connect()) {
            ObjectNode request = json.createObjectNode().put("command", command);
            Lines.write(channel, json.writeValueAsString(request.set("arguments", arguments)));
            answer = json.readTree(Lines.read(channel, LONGEST_ANSWER)
                    .orElseThrow(() -> new IOException("the AM's answer has more than " + LONGEST_ANSWER + " bytes")));
        }
        if (answer.has("error")) {
            throw new IOException(answer.get("error").asText());
        }
        if (!answer.has("result")) {
            throw new IOException("the AM went away before it answered");
        }
        return answer.get("result");
    }

    private SocketChannel connect() throws IOException {
        Path path = ControlSocket.in(stateDirectory);
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new IOException(
                    "no AM is reached at " + path + " (" + e.getMessage()
                            + "): start it, or name its configuration with --config FILE",
                    e);
        }
    }
}
