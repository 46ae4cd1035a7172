// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process runs: this machine, or a network namespace that stands for another.
 *
 * @param address as others reach it
 * @param listen as its servers listen
 * @param within what stands before a command to have it run there
 */
record Machine(String address, String listen, List<String> within) {
    static final Machine HERE = new Machine("127.0.0.1", "127.0.0.1", List.of());

    Machine {
        within = List.copyOf(within);
    }

    /** The command line that runs a command there. */
    List<String> run(List<String> command) {
        List<String> all = new ArrayList<>(within);
        all.addAll(command);
        return all;
    }
}
