// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.berth.am.whole.OmniRecording.AM;
import static org.berth.am.whole.OmniRecording.manifestSliver;
import static org.berth.am.whole.OmniRecording.struct;
import static org.berth.am.whole.OmniRecording.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.Compression;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link OmniReplayIT}, with what omni sent when it was asked for AM API v2, which is when it was not asked. */
@Tag("docker")
class OmniV2ReplayIT {
    private static final String SLICE = "urn:publicid:IDN+geni:gpo:gcf+slice+sraw3";
    private static final int PORT = 24510;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private OmniRecording omni;

    @BeforeEach
    void start() throws IOException {
        omni = new OmniRecording(folder, 2, Instant.parse("2026-11-20T11:35:17Z"), SLICE, PORT);
    }

    @AfterEach
    void stop() {
        if (omni != null) {
            omni.close();
        }
    }

    @Test
    void recordedWorkflowRunsThrough() {
        // what is there
        omni.getVersion();
        String advertisement = Compression.decompress(omni.success("02-ListResources", String.class));
        assertThat(SentRspec.checkAdvertisement(advertisement))
                .extracting(node -> node.get("component_manager_id"))
                .containsExactly(AM);
        omni.refused("06-SliverStatus", 12, Map.of());
        omni.refused("08-ListResources", 12, Compression.EMPTY);

        // taking it
        omni.getVersion();
        String manifest = omni.success("04-CreateSliver", String.class);
        String sliver = manifestSliver(manifest);
        requireLogin(manifest);
        omni.refused("04-CreateSliver", 17, "");

        // using it
        omni.getVersion();
        assertThat(requireStatus(sliver, "2026-11-27T11:35:17Z")).isIn("configuring", "ready");
        await("sliver ready")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(requireStatus(sliver, "2026-11-27T11:35:17Z"))
                        .isEqualTo("ready"));
        omni.getVersion();
        String listed = Compression.decompress(omni.success("08-ListResources", String.class));
        assertThat(manifestSliver(listed)).isEqualTo(sliver);
        requireLogin(listed);
        assertThat(SshUser.hostKeys("127.0.0.1", PORT)).as("sshd answers").isNotEmpty();
        omni.getVersion();
        Map<?, ?> renewed = omni.success("10-RenewSliver");
        assertThat(renewed.get("value")).isEqualTo(true);
        assertThat(renewed.get("output")).isEqualTo("2026-11-21T11:35:17Z");
        assertThat(requireStatus(sliver, "2026-11-21T11:35:17Z")).isEqualTo("ready");

        // giving it back
        omni.getVersion();
        assertThat(omni.success("12-DeleteSliver", Boolean.class)).isTrue();
        omni.getVersion();
        omni.refused("14-SliverStatus", 12, Map.of());
        omni.refused("08-ListResources", 12, Compression.EMPTY);
        omni.refused("10-RenewSliver", 12, false);
        omni.refused("12-DeleteSliver", 12, false);
        await("container gone")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(omni.containers().all()).isEmpty());
    }

    private static void requireLogin(String manifest) {
        assertThat(SentRspec.checkLogins(manifest))
                .singleElement()
                .satisfies(login -> assertThat(login)
                        .containsEntry("authentication", "ssh-keys")
                        .containsEntry("username", "alice")
                        .containsEntry("port", Integer.toString(PORT)));
    }

    /** Checks what omni and jFed read in a status; the slice's state. */
    private String requireStatus(String sliver, String expires) {
        Map<?, ?> value = omni.success("06-SliverStatus", Map.class);
        assertThat(value.get("geni_urn")).isEqualTo(sliver);
        assertThat(value.get("geni_expires")).isEqualTo(expires);
        String status = text(value, "geni_status");
        List<?> resources = (List<?>) Objects.requireNonNull(value.get("geni_resources"));
        assertThat(resources).hasSize(1);
        assertThat(struct(resources.get(0)))
                .isEqualTo(Map.of("geni_urn", sliver, "geni_status", status, "geni_error", ""));
        return status;
    }
}
