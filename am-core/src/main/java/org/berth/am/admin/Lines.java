// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One line of UTF-8 text over a socket. */
final class Lines {
    /** The longest request, in bytes. */
    static final int LONGEST_REQUEST = 64 * 1024;

    private Lines() {}

    static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Reads up to the first line break, or to the end.
     *
     * @param longest in bytes
     * @return empty if there are more bytes before it
     */
    static Optional<String> read(SocketChannel channel, int longest) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); ) {
                byte next = buffer.get();
                if (next == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                if (line.size() == longest) {
                    return Optional.empty();
                }
                line.write(next);
            }
            buffer.clear();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
