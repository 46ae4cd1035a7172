// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SmallDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole AM, with a host on its own machine, whose disk is full. */
@Tag("docker")
@Timeout(600)
class FullDiskAmIT {
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
    private static final int REFUSED = 9;
    private static final int MOST_SLICES = 60;

    @TempDir
    Path folder;

    private final SliceContainers containers =
            SliceContainers.ofThoseWith(MachineEngine.dockerHost(), ForeignFederation.urn("slice", "full"));
    private ForeignFederation federation;
    private SmallDisk disk;
    private AmProcess am;
    private PythonClient client;

    @BeforeEach
    void start() throws Exception {
        federation = new ForeignFederation(Files.createDirectory(folder.resolve("federation")));
        federation.issue("user", "alice");
        disk = SmallDisk.mount(folder.resolve("am/state"), 8);
        am = new AmProcess(
                folder.resolve("am"),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24900",
                "max_containers = 6");
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        containers.remove();
        disk.close();
    }

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {false, true})
    void startsAndReadsAndWhatItHasAcceptedIsDoneWhenThereIsRoom(boolean killed) {
        // given
        List<String> slices = new ArrayList<>(List.of("full"));
        Object credential = credential("full");
        assertThat(begin("full", credential)).isZero();
        awaitReady("full", credential);
        if (killed) {
            am.kill();
        } else {
            am.close();
        }
        disk.fill();

        // when
        am.startAgain();

        // then
        assertThat(client.succeed("GetVersion").get("geni_api").asInt()).isEqualTo(3);
        assertThat(client.succeed("ListResources", credential, GENI_3).asText()).contains("host1");
        assertThat(states("full", credential)).containsExactly("geni_ready");

        // when
        action("full", credential, "geni_restart");
        int refused = 0;
        for (int number = 0; number < MOST_SLICES && refused == 0; number++) {
            String name = "full" + number;
            Object own = credential(name);
            int code = begin(name, own);
            // 11: the host beside the AM has no room on its disk either.
            assertThat(code).isIn(0, REFUSED, 6, 11);
            if (code == 0) {
                slices.add(name);
            } else if (code != 6) {
                refused++;
            }
            action("full", credential, "geni_reload");
            disk.fill();
        }

        // then
        assertThat(states("full", credential)).doesNotContain("geni_failed");

        // when
        disk.makeRoom();

        // then
        slices.forEach(name -> awaitReady(name, credential(name)));
        await().atMost(Duration.ofMinutes(2)).until(() -> begin("full-after", credential("full-after")) == 0);
        awaitReady("full-after", credential("full-after"));
    }

    /** Allocates and provisions a node; the code of what was refused, else 0. */
    private int begin(String name, Object credential) {
        String slice = ForeignFederation.urn("slice", name);
        JsonNode allocated = client.call(
                "Allocate",
                slice,
                credential,
                "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\"/></rspec>",
                Map.of());
        int code = allocated.at("/code/geni_code").asInt();
        return code != 0
                ? code
                : client.call("Provision", List.of(slice), credential, GENI_3)
                        .at("/code/geni_code")
                        .asInt();
    }

    private void action(String name, Object credential, String action) {
        JsonNode reply = client.call(
                "PerformOperationalAction",
                List.of(ForeignFederation.urn("slice", name)),
                credential,
                action,
                Map.of());
        assertThat(reply.at("/code/geni_code").asInt()).as("%s", reply).isIn(0, REFUSED, 11, 13);
    }

    private List<String> states(String name, Object credential) {
        JsonNode described =
                client.succeed("Describe", List.of(ForeignFederation.urn("slice", name)), credential, GENI_3);
        assertThat(described.toString()).doesNotContain("SQL", "INSERT");
        return described.get("geni_slivers").findValuesAsText("geni_operational_status");
    }

    private void awaitReady(String name, Object credential) {
        await(name)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(states(name, credential)).containsExactly("geni_ready"));
    }

    private Object credential(String name) {
        if (!Files.exists(folder.resolve("federation/" + name + ".crt"))) {
            federation.issue("slice", name);
        }
        return PythonClient.credentials(
                federation.credential("alice", name, Instant.now().plus(9, ChronoUnit.DAYS)));
    }
}
