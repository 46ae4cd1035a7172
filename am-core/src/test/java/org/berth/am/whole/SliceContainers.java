// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import com.github.dockerjava.api.model.Container;
import java.util.List;
import org.berth.dockermaster.testing.MachineEngine;

/**
 * The containers on this machine's engine, running or not, that are a test's own: those of its slices.
 *
 * @param dockerHost the engine's address
 * @param slices what the URNs of the test's slices begin with, and no others
 */
record SliceContainers(String dockerHost, String slices) {
    private static final String SLICE = "org.berth.slice";

    List<Container> all() {
        return MachineEngine.ask(
                        dockerHost,
                        docker -> docker.listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(List.of(SLICE))
                                .exec())
                .stream()
                .filter(container ->
                        container.getLabels().getOrDefault(SLICE, "").startsWith(slices))
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
