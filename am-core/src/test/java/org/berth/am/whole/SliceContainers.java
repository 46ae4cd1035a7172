// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.function.Predicate;
import org.berth.dockermaster.testing.MachineEngine;

/**
 * The containers on this machine's engine, running or not, that are a test's own: those of its slices.
 *
 * @param dockerHost the engine's address
 * @param slices accepts the URNs of the test's slices alone
 */
record SliceContainers(String dockerHost, Predicate<String> slices) {
    private static final String SLICE = "org.berth.slice";

    static SliceContainers of(String dockerHost, String slice) {
        return new SliceContainers(dockerHost, slice::equals);
    }

    /** @param beginning of the URNs of the test's slices, and of no others: tests run at the same time */
    static SliceContainers ofThoseWith(String dockerHost, String beginning) {
        return new SliceContainers(dockerHost, slice -> slice.startsWith(beginning));
    }

    List<Container> all() {
        return MachineEngine.ask(
                        dockerHost,
                        docker -> docker.listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(List.of(SLICE))
                                .exec())
                .stream()
                .filter(container -> slices.test(container.getLabels().getOrDefault(SLICE, "")))
                .toList();
    }

    /** Removes what a failed test left. */
    void remove() {
        for (Container container : all()) {
            MachineEngine.tell(
                    dockerHost,
                    docker -> docker.removeContainerCmd(container.getId())
                            .withForce(true)
                            .exec());
        }
    }
}
