// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The IPv4 subnets that this machine has routes to; a network of ours over one of them would cut it off. */
final class UsedSubnets {
    private static final Path ROUTES = Path.of("/proc/net/route");

    private UsedSubnets() {}

    static List<Ipv4Subnet> ofThisMachine() {
        try {
            return Files.isReadable(ROUTES) ? parse(Files.readAllLines(ROUTES)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ROUTES, e);
        }
    }

    /** Lines as in proc(5): destination and mask are the second and eighth column, hexadecimal, bytes reversed. */
    static List<Ipv4Subnet> parse(List<String> lines) {
        List<Ipv4Subnet> subnets = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] columns = line.trim().split("\\s+", -1);
            int destination = Integer.reverseBytes(Integer.parseUnsignedInt(columns[1], 16));
            int length = Integer.bitCount(Integer.parseUnsignedInt(columns[7], 16));
            if (length > 0) {
                subnets.add(new Ipv4Subnet(destination, length));
            }
        }
        return subnets;
    }
}
