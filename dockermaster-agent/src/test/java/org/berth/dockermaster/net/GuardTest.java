// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;

class GuardTest {
    private final Set<String> living = new HashSet<>(Set.of("veth1", "veth2", "veth3"));
    private final Map<String, GuardedPort> ports =
            new HashMap<>(Map.of("a", port("veth1"), "b", port("veth2"), "c", port("veth3")));
    private final List<Set<String>> linked = new ArrayList<>();

    @Test
    void portsThatVanishOneByOneAreLeftOut() {
        // given
        List<String> vanishing = new ArrayList<>(List.of("veth2", "veth3"));

        // when one more vanishes during each of the first two tries
        Guard.linkLiving(
                ports,
                set -> {
                    if (!vanishing.isEmpty()) {
                        living.remove(vanishing.remove(0));
                    }
                    link(set);
                },
                () -> living);

        // then
        assertThat(linked)
                .containsExactly(Set.of("veth1", "veth2", "veth3"), Set.of("veth1", "veth3"), Set.of("veth1"));
        assertThat(ports).containsOnlyKeys("a");
    }

    @Test
    void whenAllVanishNothingIsLeft() {
        living.clear();

        Guard.linkLiving(ports, this::link, () -> living);

        assertThat(ports).isEmpty();
    }

    @Test
    void aFailureWithAllPortsThereIsThrown() {
        assertThatThrownBy(() -> Guard.linkLiving(
                        ports,
                        set -> {
                            throw new DockerMasterException(Kind.UNREACHABLE, "Operation not permitted");
                        },
                        () -> living))
                .hasMessage("Operation not permitted");
        assertThat(ports).hasSize(3);
    }

    @Test
    void whatAProgramCouldNotDoIsDoneAgain() {
        List<Boolean> retries = new ArrayList<>();

        Guard.retrying(retry -> {
            retries.add(retry);
            if (!retry) {
                GuardCommand.run("", List.of("false"));
            }
        });

        assertThat(retries).containsExactly(false, true);
    }

    @Test
    void programThatHangsOrCannotStartIsNotRunAgain() {
        List<Boolean> retries = new ArrayList<>();

        assertThatThrownBy(() -> Guard.retrying(retry -> {
                    retries.add(retry);
                    throw new DockerMasterException(Kind.UNREACHABLE, "nft did not end within 60 s");
                }))
                .hasMessage("nft did not end within 60 s");
        assertThatThrownBy(() -> Guard.retrying(retry -> {
                    retries.add(retry);
                    GuardCommand.run("", List.of("/nonexistent/nft"));
                }))
                .isInstanceOf(DockerMasterException.class);

        assertThat(retries).containsExactly(false, false);
    }

    private void link(Collection<GuardedPort> set) {
        Set<String> names = new TreeSet<>();
        set.forEach(port -> names.add(port.name()));
        linked.add(names);
        if (!living.containsAll(names)) {
            throw new DockerMasterException(Kind.UNREACHABLE, "Cannot find device");
        }
    }

    private static GuardedPort port(String name) {
        return new GuardedPort(name, "02:00:00:00:00:01", "10.0.0.2", Optional.empty(), Optional.empty());
    }
}
