// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * The filter table, by {@code iptables} or {@code ip6tables}. Rules are written as {@code iptables -S} prints them, so
 * that a look at its one listing, read at construction, tells whether anything is to be done; a version that prints
 * them otherwise costs more looks, but no rule twice.
 */
final class Iptables {
    private static final String REMEDY = "; start as root (CAP_NET_ADMIN) with the package iptables installed,"
            + " in the network namespace of the engine";

    /** The time to wait for others who change the table, in seconds. */
    private static final String LOCK_PATIENCE = "30";

    private final String command;
    private final List<String> listing;

    /** @param command {@code iptables} or {@code ip6tables} */
    Iptables(String command) {
        this.command = command;
        this.listing = run("", command, "-w", LOCK_PATIENCE, "-S").lines().toList();
    }

    boolean isV4() {
        return command.equals("iptables");
    }

    /** Makes a chain consist of exactly these rules, in one transaction. */
    void ensureChain(String chain, List<String> rules) {
        if (listing.contains("-N " + chain) && appended(chain).equals(rules)) {
            return;
        }
        StringBuilder restore = new StringBuilder("*filter\n:" + chain + " - [0:0]\n");
        rules.forEach(rule ->
                restore.append("-A ").append(chain).append(' ').append(rule).append('\n'));
        run(restore.append("COMMIT\n").toString(), command + "-restore", "-w", LOCK_PATIENCE, "--noflush");
    }

    /** Makes a chain contain these rules; those that others added stay. */
    void ensureContains(String chain, List<String> rules) {
        if (!listing.contains("-N " + chain)) {
            ensureChain(chain, rules);
            return;
        }
        List<String> present = appended(chain);
        rules.stream().filter(rule -> !present.contains(rule)).forEach(rule -> append(chain, rule));
    }

    private void append(String chain, String rule) {
        List<String> check = arguments("-C", chain, rule);
        if (exitCode(check) != 0) {
            run("", arguments("-A", chain, rule).toArray(String[]::new));
        }
    }

    private List<String> arguments(String action, String chain, String rule) {
        List<String> arguments = new ArrayList<>(List.of(command, "-w", LOCK_PATIENCE, action, chain));
        arguments.addAll(List.of(rule.split(" ", -1)));
        return arguments;
    }

    /** Makes the jump to a chain of ours the first rule of a built-in one, and the only one of its kind. */
    void ensureFirst(String builtIn, String chain) {
        List<String> rules = appended(builtIn);
        String jump = "-j " + chain;
        if (!rules.isEmpty() && rules.get(0).equals(jump)) {
            return;
        }
        run("", command, "-w", LOCK_PATIENCE, "-I", builtIn, "1", "-j", chain);
        // Only now the old ones: at no time is there none. The new one shifted them by one.
        int[] old = IntStream.range(0, rules.size())
                .filter(i -> rules.get(i).equals(jump))
                .toArray();
        for (int i = old.length - 1; i >= 0; i--) {
            run("", command, "-w", LOCK_PATIENCE, "-D", builtIn, Integer.toString(old[i] + 2));
        }
    }

    private List<String> appended(String chain) {
        String prefix = "-A " + chain + " ";
        return listing.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static String run(String input, String... arguments) {
        Subprocess.Result ended = end(input, List.of(arguments));
        if (ended.exitCode() != 0) {
            // Only the lock of the table passes by itself.
            boolean locked = ended.output().contains("xtables lock");
            throw new DockerMasterException(
                    locked ? Kind.UNREACHABLE : Kind.FAILED,
                    step(List.of(arguments)) + ": " + ended.output().strip() + " (exit code " + ended.exitCode() + ")"
                            + (locked ? "" : REMEDY));
        }
        return ended.output();
    }

    private static int exitCode(List<String> arguments) {
        return end("", arguments).exitCode();
    }

    private static Subprocess.Result end(String input, List<String> arguments) {
        try {
            return HostCommand.run(step(arguments), arguments, input, HostCommand.PATIENCE);
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, step(arguments) + ": " + e.getMessage() + REMEDY, e);
        }
    }

    private static String step(List<String> arguments) {
        return "keeping containers apart: " + String.join(" ", arguments);
    }
}
