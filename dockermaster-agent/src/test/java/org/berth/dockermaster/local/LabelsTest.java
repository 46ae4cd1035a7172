// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.state.Reservation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    private static final Reservation SLIVER = new Reservation(
            "urn:publicid:IDN+a+sliver+0b54f8d9-8b0c-4a55-8bd7-55b3f3cbb3a0",
            "urn:publicid:IDN+a+authority+am 7",
            "urn:publicid:IDN+a+slice+s",
            "node '\u00e9",
            "docker-container",
            "berth-base:1",
            3,
            new Endpoint(12000, "02:00:00:00:00:01", Optional.of("fd78::1")));

    @Test
    void labelsTellAllOfASliver() {
        assertThat(Labels.read(Labels.of(SLIVER, Egress.ALL))).contains(SLIVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.berth.am",
                "org.berth.sliver",
                "org.berth.slice",
                "org.berth.node",
                "org.berth.type",
                "org.berth.generation",
                "org.berth.image",
                "org.berth.port",
                "org.berth.mac"
            })
    void labelsThatLackOneAreNotOurs(String missing) {
        Map<String, String> labels = new HashMap<>(Labels.of(SLIVER, Egress.ALL));
        labels.remove(missing);

        assertThat(Labels.read(labels)).isEmpty();
    }

    @Test
    void containerIsNamedByTheUrnsLastPartAndGeneration() {
        assertThat(SliverName.container(SLIVER.sliver(), 3)).isEqualTo("berth-0b54f8d9-8b0c-4a55-8bd7-55b3f3cbb3a0-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "urn:publicid:IDN+a+sliver+", "urn:publicid:IDN+a+sliver+../../etc", "a+b c"})
    void sliverUrnThatMakesNoNameIsRefused(String urn) {
        assertThatThrownBy(() -> SliverName.of(urn))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("sliver URN '" + urn + "'");
    }
}
