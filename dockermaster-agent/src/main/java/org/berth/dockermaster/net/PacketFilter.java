// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.berth.base.Subprocess;

/**
 * The rules of this machine's packet filter at one moment, of all tables that {@code iptables} and {@code ip6tables} know.
 *
 * @param v4 the lines of {@code iptables-save}, without what changes with each packet
 * @param v6 the same of {@code ip6tables-save}
 */
public record PacketFilter(List<String> v4, List<String> v6) {
    private static final String CHAIN = ":DOCKER ";
    private static final List<String> TABLES = List.of("*nat", "*filter");

    /**
     * Reads the rules. Changes nothing, and waits for nobody.
     *
     * @throws IOException if the programs are not there, or fail
     */
    public static PacketFilter read() throws IOException {
        boolean v6 = Files.exists(Path.of("/proc/net/if_inet6"));
        return new PacketFilter(saved("iptables-save"), v6 ? saved("ip6tables-save") : List.of());
    }

    private static List<String> saved(String program) throws IOException {
        Subprocess.Result ended =
                HostCommand.run("reading the packet filter", List.of(program), "", HostCommand.PATIENCE);
        if (ended.exitCode() != 0) {
            throw new IOException(program + " ended with " + ended.exitCode() + ": "
                    + ended.output().strip());
        }
        return ended.output().lines().flatMap(PacketFilter::lasting).toList();
    }

    /** Without comments, which have the time, and without chains' counters. */
    private static Stream<String> lasting(String line) {
        return line.startsWith("#") ? Stream.of() : Stream.of(line.replaceFirst(" \\[\\d+:\\d+\\]$", ""));
    }

    /**
     * Returns whether the chains exist that an engine writes the rules of published ports into, and the first of them
     * is jumped to. An engine without rules of its own, or with rules of another kind, has none.
     */
    public boolean hasEngineChains() {
        return TABLES.stream().allMatch(table -> inTable(table).anyMatch(line -> line.startsWith(CHAIN)))
                && inTable("*nat").anyMatch(line -> line.startsWith("-A PREROUTING ") && line.endsWith("-j DOCKER"));
    }

    private Stream<String> inTable(String table) {
        return v4.stream().dropWhile(line -> !line.equals(table)).takeWhile(line -> !line.equals("COMMIT"));
    }
}
