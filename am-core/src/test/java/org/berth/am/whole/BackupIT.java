// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running AM that is being written to, its database lost, and the backup restored. */
@Tag("docker")
class BackupIT {
    private static final String NAME = "backup.example.org";
    private static final int PORT = 24720;
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));

    @TempDir
    Path folder;

    private ForeignFederation federation;
    private AmProcess am;
    private PythonClient client;

    @BeforeEach
    void start() throws Exception {
        federation = new ForeignFederation(folder);
        federation.issue("user", "alice");
        for (String slice : List.of("kept", "gone", "later", "busy", "new")) {
            federation.issue("slice", slice);
        }
        am = new AmProcess(
                folder.resolve("am"),
                NAME,
                List.of(),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = " + PORT,
                "max_containers = 5");
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        MachineEngine.tell(
                MachineEngine.dockerHost(),
                docker -> containers()
                        .forEach(container -> docker.removeContainerCmd(container.getId())
                                .withForce(true)
                                .exec()));
    }

    @Test
    void whatWasMadeAfterTheBackupIsAnOrphanAndWhatWasDeletedHasFailedAndTheRestIsAsItWas() throws Exception {
        // given a backup while calls change the store
        String kept = ready("kept");
        ready("gone");
        Path archive = folder.resolve("backup.zip");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> writes = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            for (; !enough.get(); count++) {
                allocate("busy");
                client.succeed("Delete", whole("busy"), credentials("busy"), Map.of());
            }
            return count;
        });
        am.control("backup", archive.toString());
        am.control("backup", "--replace", archive.toString());
        enough.set(true);
        assertThat(writes.join()).isPositive();

        // and a life after it
        String later = ready("later");
        client.succeed("Delete", whole("gone"), credentials("gone"), Map.of());
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(ids()).hasSize(2));
        List<String> running = ids();

        // when
        am.kill();
        String said = am.control("restore", archive.toString());
        am.startAgain();

        // then
        assertThat(said).contains("what was there is in " + am.folder().resolve("state/replaced-"));
        assertThat(state("kept")).isEqualTo("geni_ready");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(state("gone")).isEqualTo("geni_failed"));
        assertThat(orphans()).containsExactly(later);
        assertThat(kept).isNotEqualTo(later);
        assertThat(code("later")).isEqualTo(12);
        assertThat(ids()).isEqualTo(running);

        // and life goes on: the orphan's port is not given to another
        ready("new");
        assertThat(ids()).hasSize(3).containsAll(running);
    }

    private String ready(String slice) {
        allocate(slice);
        client.succeed("Provision", whole(slice), credentials(slice), GENI_3);
        await("slice " + slice + " ready")
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(state(slice)).isEqualTo("geni_ready"));
        return sliver(slice).get("geni_sliver_urn").asText();
    }

    private void allocate(String slice) {
        client.succeed(
                "Allocate",
                whole(slice).get(0),
                credentials(slice),
                "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\"/></rspec>",
                Map.of());
    }

    private String state(String slice) {
        return sliver(slice).get("geni_operational_status").asText();
    }

    private JsonNode sliver(String slice) {
        return client.succeed("Status", whole(slice), credentials(slice), Map.of())
                .at("/geni_slivers/0");
    }

    private int code(String slice) {
        return client.call("Status", whole(slice), credentials(slice), Map.of())
                .at("/code/geni_code")
                .asInt();
    }

    private static List<String> whole(String slice) {
        return List.of(ForeignFederation.urn("slice", slice));
    }

    private Object credentials(String slice) {
        return PythonClient.credentials(
                federation.credential("alice", slice, Instant.now().plus(20, ChronoUnit.DAYS)));
    }

    /** Ours: the engine may have those of others. */
    private List<String> orphans() throws Exception {
        List<String> urns = new ArrayList<>();
        new ObjectMapper().readTree(am.control("orphans", "list", "--json")).forEach(orphan -> {
            if (orphan.path("am").asText().contains(NAME)) {
                urns.add(orphan.path("sliver").asText());
            }
        });
        return urns;
    }

    private static List<String> ids() {
        return containers().stream()
                .map(container -> container.getId() + container.getState())
                .sorted()
                .toList();
    }

    private static List<Container> containers() {
        return MachineEngine.ask(
                MachineEngine.dockerHost(),
                docker -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .filter(container -> container
                                .getLabels()
                                .getOrDefault("org.berth.am", "")
                                .contains(NAME))
                        .toList());
    }
}
