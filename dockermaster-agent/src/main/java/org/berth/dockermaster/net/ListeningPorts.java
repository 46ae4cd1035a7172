// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP ports that programs of this machine listen on, as the kernel tells them (proc(5), {@code /proc/net/tcp}). */
public final class ListeningPorts {
    private static final List<Path> FILES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int HEXADECIMAL = 16;

    private ListeningPorts() {}

    /** All of them, at any address; without those of a file that is not there. */
    public static Set<Integer> read() {
        Set<Integer> ports = new HashSet<>();
        for (Path file : FILES) {
            try {
                Files.readAllLines(file).forEach(line -> add(line, ports));
            } catch (IOException notThere) {
                // A machine without IPv6, say.
            }
        }
        return ports;
    }

    static void add(String line, Set<Integer> ports) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > STATE && fields[STATE].equals(LISTEN)) {
            String address = fields[LOCAL_ADDRESS];
            ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL));
        }
    }
}
