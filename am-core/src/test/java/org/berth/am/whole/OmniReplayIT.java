// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.berth.am.whole.OmniRecording.AM;
import static org.berth.am.whole.OmniRecording.code;
import static org.berth.am.whole.OmniRecording.manifestSliver;
import static org.berth.am.whole.OmniRecording.struct;
import static org.berth.am.whole.OmniRecording.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.Compression;
import org.berth.rspec.testing.SentRspec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests that the real omni 2.11 sent in a whole workflow, byte for byte and in their order, with the certificates
 * and credentials of a real clearinghouse at the time when they were good; the slivers are containers. What has to come
 * back is what omni checks of it (am_api_accept), not what the aggregate of the recording answered.
 */
@Tag("docker")
class OmniReplayIT {
    private static final String SLICE = "urn:publicid:IDN+geni:gpo:gcf+slice+sraw";
    private static final int PORT = 24500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private OmniRecording omni;

    @BeforeEach
    void start() throws IOException {
        omni = new OmniRecording(folder, 3, Instant.parse("2026-11-20T11:31:00Z"), SLICE, PORT);
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
        assertThat(omni.getVersion().get("geni_single_allocation")).isEqualTo(0);
        String compressed = omni.success("04-ListResources", String.class);
        String available = Compression.decompress(omni.success("06-ListResources", String.class));
        String plain = omni.success("08-ListResources", String.class);
        assertThat(SentRspec.checkAdvertisement(plain))
                .extracting(node -> node.get("component_manager_id"))
                .containsExactly(AM);
        assertThat(plain).contains("<sliver_type name=\"fake-vm\"", "type_slots=\"2\"");
        assertThat(Compression.decompress(compressed)).isEqualTo(plain);
        assertThat(SentRspec.checkAdvertisement(available)).hasSize(1);

        // taking it
        omni.getVersion();
        Map<?, ?> allocated = omni.success("10-Allocate", Map.class);
        String sliver = manifestSliver(text(allocated, "geni_rspec"));
        requireSliver(allocated.get("geni_slivers"), sliver, "geni_allocated", "2026-11-20T11:41:00Z");
        omni.getVersion();
        Map<?, ?> described = omni.success("12-Describe", Map.class);
        assertThat(described.get("geni_urn")).isEqualTo(SLICE);
        assertThat(manifestSliver(Compression.decompress(text(described, "geni_rspec"))))
                .isEqualTo(sliver);
        requireSliver(described.get("geni_slivers"), sliver, "geni_allocated", "2026-11-20T11:41:00Z");
        assertThat(omni.containers().all()).isEmpty();
        omni.getVersion();
        Map<?, ?> provisioned = omni.success("14-Provision", Map.class);
        assertThat(manifestSliver(text(provisioned, "geni_rspec"))).isEqualTo(sliver);
        assertThat(SentRspec.checkLogins(text(provisioned, "geni_rspec"))).hasSize(1);
        assertThat(requireSliver(provisioned.get("geni_slivers"), sliver, "geni_provisioned", "2026-11-27T11:31:00Z"))
                .isIn("geni_configuring", "geni_ready");

        // using it
        omni.getVersion();
        assertThat(requireSliver(
                        omni.success("16-PerformOperationalAction", List.class),
                        sliver,
                        "geni_provisioned",
                        "2026-11-27T11:31:00Z"))
                .isIn("geni_configuring", "geni_ready");
        requireActions();
        omni.getVersion();
        awaitReady(sliver);
        omni.getVersion();
        requireSliver(omni.success("20-Renew", List.class), sliver, "geni_provisioned", "2026-11-21T11:31:47Z");
        omni.getVersion();
        omni.refused("23-Allocate", 1, Map.of());
        requireSliver(
                omni.success("18-Status", Map.class).get("geni_slivers"),
                sliver,
                "geni_provisioned",
                "2026-11-21T11:31:47Z");

        // giving it back
        omni.getVersion();
        requireSliver(omni.success("25-Delete", List.class), sliver, "geni_unallocated", "2026-11-21T11:31:47Z");
        omni.getVersion();
        omni.refused("27-Status", 12, Map.of());
        requireNothingLeft();
        omni.getVersion();
        omni.refused("29-Delete", 12, List.of());

        // what must fail: a manifest as a request, a slice without slivers, one never seen
        omni.getVersion();
        omni.refused("31-Allocate", 1, Map.of());
        omni.getVersion();
        omni.refused("33-Delete", 12, List.of());
        omni.getVersion();
        omni.refused("35-Shutdown", 12, false);
        omni.getVersion();
        omni.refused("37-PerformOperationalAction", 12, List.of());
        requireNothingLeft();
    }

    /** omni takes 0 and 13 for these while a sliver is being made; what is no action, or none of ours, must fail. */
    private void requireActions() {
        assertThat(code(omni.send(action("geni_restart")))).isIn(0, 13);
        assertThat(code(omni.send(action("")))).isEqualTo(13);
        assertThat(code(omni.send(action("random_action")))).isEqualTo(13);
    }

    private byte[] action(String name) {
        String start = new String(omni.recorded("16-PerformOperationalAction"), US_ASCII);
        assertThat(start).containsOnlyOnce("<string>geni_start</string>");
        return start.replace("<string>geni_start</string>", "<string>" + name + "</string>")
                .getBytes(US_ASCII);
    }

    private void awaitReady(String sliver) {
        await("sliver ready").atMost(PATIENCE).untilAsserted(() -> {
            Map<?, ?> status = omni.success("18-Status", Map.class);
            assertThat(status.get("geni_urn")).isEqualTo(SLICE);
            assertThat(requireSliver(status.get("geni_slivers"), sliver, "geni_provisioned", "2026-11-27T11:31:00Z"))
                    .as(status.toString())
                    .isEqualTo("geni_ready");
        });
        assertThat(omni.containers().all()).singleElement().satisfies(container -> {
            assertThat(container.getState()).isEqualTo("running");
            assertThat(container.getLabels())
                    .containsEntry("org.berth.sliver", sliver)
                    .containsEntry("org.berth.type", "fake-vm");
        });
        String manifest = Compression.decompress(text(omni.success("12-Describe", Map.class), "geni_rspec"));
        assertThat(SentRspec.checkLogins(manifest))
                .singleElement()
                .satisfies(login -> assertThat(login)
                        .containsEntry("username", "alice")
                        .containsEntry("hostname", "127.0.0.1")
                        .containsEntry("port", Integer.toString(PORT)));
        assertThat(SshUser.hostKeys("127.0.0.1", PORT)).as("sshd answers").isNotEmpty();
    }

    private void requireNothingLeft() {
        Map<?, ?> described = omni.success("12-Describe", Map.class);
        SentRspec.checkEmptyManifest(Compression.decompress(text(described, "geni_rspec")));
        assertThat(described.get("geni_slivers")).isEqualTo(List.of());
        await("container gone and slot free").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(omni.containers().all()).isEmpty();
            String advertisement = omni.success("08-ListResources", String.class);
            SentRspec.checkAdvertisement(advertisement);
            assertThat(advertisement).contains("type_slots=\"2\"");
        });
    }

    /** Checks the only element of an array of slivers; its operational status. */
    private static String requireSliver(@Nullable Object slivers, String urn, String allocation, String expires) {
        assertThat(urn).matches("urn:publicid:IDN\\+geni:gpo:gcf\\+sliver\\+[-a-zA-Z0-9_.]+");
        assertThat(slivers).isInstanceOf(List.class);
        assertThat((List<?>) slivers).hasSize(1);
        Map<?, ?> sliver = struct(((List<?>) slivers).get(0));
        assertThat(text(sliver, "geni_sliver_urn")).isEqualTo(urn);
        assertThat(text(sliver, "geni_allocation_status")).isEqualTo(allocation);
        assertThat(text(sliver, "geni_expires")).isEqualTo(expires);
        assertThat(text(sliver, "geni_error")).isEmpty();
        String operational = text(sliver, "geni_operational_status");
        if (!allocation.equals("geni_provisioned")) {
            assertThat(operational).isEqualTo("geni_pending_allocation");
        }
        return operational;
    }
}
