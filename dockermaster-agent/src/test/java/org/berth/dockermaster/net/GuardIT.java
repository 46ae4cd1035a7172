// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.net.Guard.Details;
import org.berth.dockermaster.net.GuardedPort.Reach;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.TestProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guards of one machine, whose rules are in the same tables. */
class GuardIT {
    private static final List<String> BRIDGES =
            List.of("berthgrd" + TestProcess.NUMBER + "a", "berthgrd" + TestProcess.NUMBER + "b");
    private static final int ROUNDS = 8;
    private static final int LEFT_OVER = 60;

    private final ExecutorService threads = Executors.newFixedThreadPool(BRIDGES.size());

    @BeforeEach
    void bridges() {
        noBridges();
        BRIDGES.forEach(bridge -> Commands.succeed("ip", "link", "add", bridge, "type", "bridge"));
    }

    @AfterEach
    void noBridges() {
        BRIDGES.forEach(bridge -> Commands.run(List.of("ip", "link", "del", bridge)));
    }

    @AfterEach
    void noThreads() {
        threads.shutdownNow();
    }

    @Test
    void twoThatClearUpAtTheSameTimeAreBothInForce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            // given
            leaveOver();
            CyclicBarrier begin = new CyclicBarrier(BRIDGES.size());

            // when
            List<Future<Optional<String>>> problems = BRIDGES.stream()
                    .map(bridge -> threads.submit(() -> {
                        Guard guard = guard(bridge);
                        begin.await(60, SECONDS);
                        guard.apply(List.of(), container -> new Details(0, Optional.empty()), true);
                        return guard.problem();
                    }))
                    .toList();

            // then
            for (Future<Optional<String>> problem : problems) {
                assertThat(problem.get(60, SECONDS)).as("round " + round).isEmpty();
            }
        }
    }

    private static Guard guard(String bridge) {
        return new Guard(bridge, Set.of(25), 256, List.of());
    }

    /** As by a process that was killed, whose containers ended later. */
    private static void leaveOver() {
        GuardRules rules = new GuardRules(BRIDGES.get(0), Set.of(25), 256, false);
        IntStream.range(0, LEFT_OVER)
                .mapToObj(number -> new GuardedPort(
                        "gone" + TestProcess.NUMBER + "x" + number,
                        "02:00:00:00:%02x:%02x".formatted(TestProcess.NUMBER, number),
                        "10.255." + TestProcess.NUMBER + "." + (number + 1),
                        Optional.empty(),
                        Optional.of(new Reach(OptionalInt.empty(), List.of(Egress.ALL)))))
                .forEach(rules::admit);
        GuardCommand.run(rules.toString(), List.of("nft", "--file", "-"));
    }
}
