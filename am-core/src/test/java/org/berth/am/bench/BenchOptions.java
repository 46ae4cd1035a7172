// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What follows {@code berth bench load} and {@code berth bench logins}. */
@Command(name = "berth bench")
final class BenchOptions {
    @Parameters
    private List<Integer> numbers = new ArrayList<>();

    @Option(names = "--call")
    private Set<String> calls = new HashSet<>();

    @ArgGroup(exclusive = false)
    private @Nullable PeerOptions peer;

    static BenchOptions parse(List<String> arguments) {
        return CommandLine.populateCommand(new BenchOptions(), arguments.toArray(String[]::new));
    }

    /** The numbers given, or else these. */
    List<Integer> numbers(List<Integer> usual) {
        return numbers.isEmpty() ? usual : numbers;
    }

    /** The calls to be measured; empty: all. */
    Set<String> calls() {
        if (!LoadBench.CALLS.containsAll(calls)) {
            throw new IllegalArgumentException("--call is one of " + String.join(", ", LoadBench.CALLS));
        }
        return calls;
    }

    Optional<PeerOptions> peer() {
        return Optional.ofNullable(peer);
    }
}
