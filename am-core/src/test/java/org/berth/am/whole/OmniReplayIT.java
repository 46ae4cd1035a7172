package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.berth.am.api.WireResponse;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Callers;
import org.berth.am.auth.Samples;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SettableClock;
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
    private static final Caller ALICE =
            Callers.of(Samples.certificates("alice-cert.pem").get(0));
    private static final String AM = "urn:publicid:IDN+geni:gpo:gcf+authority+am";
    private static final String SLICE = "urn:publicid:IDN+geni:gpo:gcf+slice+sraw";
    private static final int PORT = 24500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Stands still: whatever goes on in the background has to work by this clock too. */
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T11:31:00Z"));

    private final SliceContainers containers = new SliceContainers(MachineEngine.dockerHost(), SLICE);

    @TempDir
    Path folder;

    private AmBelowTls am;

    @BeforeEach
    void start() throws IOException {
        containers.remove();
        Files.createDirectory(folder.resolve("trusted_roots"));
        Files.writeString(folder.resolve("trusted_roots/clearinghouse.pem"), Samples.text("clearinghouse-root.pem"));
        Path configuration =
                Files.writeString(folder.resolve("berth.conf"), """
                [global]
                base_name = geni//gpo//gcf
                [general]
                public_url = https://am.example.org:8011/
                [sliver_type fake-vm]
                memory = 100M
                [host1]
                docker_host = %s
                node_ipv4_hostname = 127.0.0.1
                starting_ipv4_port = %d
                max_containers = 2
                """.formatted(containers.dockerHost(), PORT));
        am = new AmBelowTls(configuration, clock);
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        containers.remove();
    }

    @Test
    void recordedWorkflowRunsThrough() {
        // what is there
        getVersion();
        String compressed = success("04-ListResources", String.class);
        String available = Compression.decompress(success("06-ListResources", String.class));
        String plain = success("08-ListResources", String.class);
        assertThat(SentRspec.checkAdvertisement(plain))
                .extracting(node -> node.get("component_manager_id"))
                .containsExactly(AM);
        assertThat(plain).contains("<sliver_type name=\"fake-vm\"", "type_slots=\"2\"");
        assertThat(Compression.decompress(compressed)).isEqualTo(plain);
        assertThat(SentRspec.checkAdvertisement(available)).hasSize(1);

        // taking it
        getVersion();
        Map<?, ?> allocated = success("10-Allocate", Map.class);
        String sliver = manifestSliver(text(allocated, "geni_rspec"));
        requireSliver(allocated.get("geni_slivers"), sliver, "geni_allocated", "2026-11-20T11:41:00Z");
        getVersion();
        Map<?, ?> described = success("12-Describe", Map.class);
        assertThat(described.get("geni_urn")).isEqualTo(SLICE);
        assertThat(manifestSliver(Compression.decompress(text(described, "geni_rspec"))))
                .isEqualTo(sliver);
        requireSliver(described.get("geni_slivers"), sliver, "geni_allocated", "2026-11-20T11:41:00Z");
        assertThat(containers.all()).isEmpty();
        getVersion();
        Map<?, ?> provisioned = success("14-Provision", Map.class);
        assertThat(manifestSliver(text(provisioned, "geni_rspec"))).isEqualTo(sliver);
        assertThat(SentRspec.checkLogins(text(provisioned, "geni_rspec"))).hasSize(1);
        assertThat(requireSliver(provisioned.get("geni_slivers"), sliver, "geni_provisioned", "2026-11-27T11:31:00Z"))
                .isIn("geni_configuring", "geni_ready");

        // using it
        getVersion();
        assertThat(requireSliver(
                        success("16-PerformOperationalAction", List.class),
                        sliver,
                        "geni_provisioned",
                        "2026-11-27T11:31:00Z"))
                .isIn("geni_configuring", "geni_ready");
        requireActions();
        getVersion();
        awaitReady(sliver);
        getVersion();
        requireSliver(success("20-Renew", List.class), sliver, "geni_provisioned", "2026-11-21T11:31:47Z");
        getVersion();
        refused("23-Allocate", 1, Map.of());
        requireSliver(
                success("18-Status", Map.class).get("geni_slivers"),
                sliver,
                "geni_provisioned",
                "2026-11-21T11:31:47Z");

        // giving it back
        getVersion();
        requireSliver(success("25-Delete", List.class), sliver, "geni_unallocated", "2026-11-21T11:31:47Z");
        getVersion();
        refused("27-Status", 12, Map.of());
        requireNothingLeft();
        getVersion();
        refused("29-Delete", 12, List.of());

        // what must fail: a manifest as a request, a slice without slivers, one never seen
        getVersion();
        refused("31-Allocate", 1, Map.of());
        getVersion();
        refused("33-Delete", 12, List.of());
        getVersion();
        refused("35-Shutdown", 12, false);
        getVersion();
        refused("37-PerformOperationalAction", 12, List.of());
        requireNothingLeft();
    }

    private void getVersion() {
        Map<?, ?> reply = struct(WireResponse.read(am.answer(ALICE, recorded("01-GetVersion"))));
        assertThat(reply.get("geni_api")).isEqualTo(3);
        Map<?, ?> value = struct(reply.get("value"));
        assertThat(value.get("geni_api")).isEqualTo(3);
        assertThat(value.get("urn")).isEqualTo(AM);
        assertThat(value.get("geni_single_allocation")).isEqualTo(0);
    }

    /** omni takes 0 and 13 for these while a sliver is being made; what is no action, or none of ours, must fail. */
    private void requireActions() {
        assertThat(code(send(action("geni_restart")))).isIn(0, 13);
        assertThat(code(send(action("")))).isEqualTo(13);
        assertThat(code(send(action("random_action")))).isEqualTo(13);
    }

    private static byte[] action(String name) {
        String start = new String(recorded("16-PerformOperationalAction"), US_ASCII);
        assertThat(start).containsOnlyOnce("<string>geni_start</string>");
        return start.replace("<string>geni_start</string>", "<string>" + name + "</string>")
                .getBytes(US_ASCII);
    }

    private void awaitReady(String sliver) {
        await("sliver ready").atMost(PATIENCE).untilAsserted(() -> {
            Map<?, ?> status = success("18-Status", Map.class);
            assertThat(status.get("geni_urn")).isEqualTo(SLICE);
            assertThat(requireSliver(status.get("geni_slivers"), sliver, "geni_provisioned", "2026-11-27T11:31:00Z"))
                    .as(status.toString())
                    .isEqualTo("geni_ready");
        });
        assertThat(containers.all()).singleElement().satisfies(container -> {
            assertThat(container.getState()).isEqualTo("running");
            assertThat(container.getLabels())
                    .containsEntry("org.berth.sliver", sliver)
                    .containsEntry("org.berth.type", "fake-vm");
        });
        String manifest = Compression.decompress(text(success("12-Describe", Map.class), "geni_rspec"));
        assertThat(SentRspec.checkLogins(manifest))
                .singleElement()
                .satisfies(login -> assertThat(login)
                        .containsEntry("username", "alice")
                        .containsEntry("hostname", "127.0.0.1")
                        .containsEntry("port", Integer.toString(PORT)));
        assertThat(SshUser.hostKeys("127.0.0.1", PORT)).as("sshd answers").isNotEmpty();
    }

    private void requireNothingLeft() {
        Map<?, ?> described = success("12-Describe", Map.class);
        SentRspec.checkEmptyManifest(Compression.decompress(text(described, "geni_rspec")));
        assertThat(described.get("geni_slivers")).isEqualTo(List.of());
        await("container gone and slot free").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(containers.all()).isEmpty();
            String advertisement = success("08-ListResources", String.class);
            SentRspec.checkAdvertisement(advertisement);
            assertThat(advertisement).contains("type_slots=\"2\"");
        });
    }

    /** The one sliver of a manifest; omni compares its client_ids with the request's. */
    private static String manifestSliver(String manifest) {
        List<Map<String, String>> nodes = SentRspec.checkManifest(manifest);
        assertThat(nodes)
                .singleElement()
                .satisfies(node -> assertThat(node)
                        .containsEntry("client_id", "vm1")
                        .containsEntry("component_manager_id", AM)
                        .containsEntry("component_id", "urn:publicid:IDN+geni:gpo:gcf+node+host1"));
        return nodes.get(0).getOrDefault("sliver_id", "");
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

    private <T> T success(String name, Class<T> type) {
        Map<?, ?> reply = send(recorded(name));
        assertThat(reply.get("code"))
                .as("%s: %s", name, reply.get("output"))
                .isEqualTo(Map.of("geni_code", 0, "am_code", 0, "am_type", "berth"));
        assertThat(reply.get("output")).isEqualTo("");
        assertThat(reply.get("value")).isInstanceOf(type);
        return type.cast(Objects.requireNonNull(reply.get("value")));
    }

    private void refused(String name, int code, Object value) {
        Map<?, ?> reply = send(recorded(name));
        assertThat(code(reply)).as("%s: %s", name, reply.get("output")).isEqualTo(code);
        assertThat(text(reply, "output")).isNotEmpty();
        assertThat(reply.get("value")).isEqualTo(value);
    }

    private static int code(Map<?, ?> reply) {
        return (Integer) Objects.requireNonNull(struct(reply.get("code")).get("geni_code"));
    }

    private Map<?, ?> send(byte[] request) {
        return struct(WireResponse.read(am.answer(ALICE, request)));
    }

    private static Map<?, ?> struct(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static String text(Map<?, ?> struct, String member) {
        assertThat(struct.get(member)).as(member).isInstanceOf(String.class);
        return (String) Objects.requireNonNull(struct.get(member));
    }

    /** The body of a recorded request, exactly as long as its header says. */
    private static byte[] recorded(String name) {
        try (InputStream file = OmniReplayIT.class.getResourceAsStream("/omni-v3/" + name + ".request.txt")) {
            String request = new String(Objects.requireNonNull(file, name).readAllBytes(), US_ASCII);
            String body = request.substring(request.indexOf("\n\n") + 2);
            assertThat(request).contains("Content-Length: " + body.length() + "\n");
            return body.getBytes(US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
