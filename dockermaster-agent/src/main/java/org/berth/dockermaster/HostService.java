// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listener of a host that its containers may connect to.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param port 1 to 65535
 */
public record HostService(String protocol, int port) {
    /** The form of a text, for messages. */
    public static final String FORM = "ports of this host separated by commas, like 8001, 123/udp";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:/(tcp|udp))?");
    private static final int LAST_PORT = 65535;

    /**
     * Reads {@code 8001}, {@code 8001/tcp} or {@code 123/udp}.
     *
     * @throws IllegalArgumentException naming the text if it is none of these
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static HostService parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("'" + text + "' is no port like 8001 or 123/udp");
        }
        return new HostService(matcher.group(2) == null ? "tcp" : matcher.group(2), port);
    }

    /** As {@link #parse} reads it. */
    @JsonValue
    @Override
    public String toString() {
        return port + "/" + protocol;
    }
}
