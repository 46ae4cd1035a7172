// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.berth.rspec.testing.SentRspec;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the real omni 2.11 sent in a whole workflow, byte for byte, and an AM that gets them: with the certificates
 * and credentials of a real clearinghouse at the time when they were good; the slivers are containers.
 */
final class OmniRecording implements AutoCloseable {
    static final String AM = "urn:publicid:IDN+geni:gpo:gcf+authority+am";

    private static final Caller ALICE = Callers.of(Samples.certificates("alice-cert.pem"));

    /** Stands still: whatever goes on in the background has to work by this clock too. */
    private final SettableClock clock;

    private final int version;
    private final SliceContainers containers;
    private final AmBelowTls am;

    /**
     * @param version of the API that omni spoke
     * @param slice the slice that it used
     * @param port the first forwarded one
     */
    OmniRecording(Path folder, int version, Instant now, String slice, int port) throws IOException {
        this.version = version;
        clock = new SettableClock(now);
        containers = SliceContainers.of(MachineEngine.dockerHost(), slice);
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
                """.formatted(containers.dockerHost(), port));
        am = new AmBelowTls(configuration, clock);
    }

    @Override
    public void close() {
        am.close();
        containers.remove();
    }

    SliceContainers containers() {
        return containers;
    }

    /** Asks for the version; the value. */
    Map<?, ?> getVersion() {
        Map<?, ?> reply = send("01-GetVersion");
        assertThat(reply.get("geni_api")).isEqualTo(version);
        Map<?, ?> value = struct(reply.get("value"));
        assertThat(value.get("geni_api")).isEqualTo(version);
        assertThat(value.get("urn")).isEqualTo(AM);
        assertThat(value.get("geni_api_versions"))
                .isEqualTo(Map.of(
                        "2", "https://am.example.org:8011/am/2.0",
                        "3", "https://am.example.org:8011/"));
        return value;
    }

    /** The one sliver of a manifest; omni compares its client_ids with the request's. */
    static String manifestSliver(String manifest) {
        List<Map<String, String>> nodes = SentRspec.checkManifest(manifest);
        assertThat(nodes)
                .singleElement()
                .satisfies(node -> assertThat(node)
                        .containsEntry("client_id", "vm1")
                        .containsEntry("component_manager_id", AM)
                        .containsEntry("component_id", "urn:publicid:IDN+geni:gpo:gcf+node+host1"));
        return nodes.get(0).getOrDefault("sliver_id", "");
    }

    /** The reply to a recorded call that must succeed. */
    Map<?, ?> success(String name) {
        Map<?, ?> reply = send(name);
        assertThat(reply.get("code"))
                .as("%s: %s", name, reply.get("output"))
                .isEqualTo(Map.of("geni_code", 0, "am_code", 0, "am_type", "berth"));
        return reply;
    }

    /** The value of a recorded call that must succeed and has nothing else to say. */
    <T> T success(String name, Class<T> type) {
        Map<?, ?> reply = success(name);
        assertThat(reply.get("output")).isEqualTo("");
        assertThat(reply.get("value")).isInstanceOf(type);
        return type.cast(Objects.requireNonNull(reply.get("value")));
    }

    void refused(String name, int code, Object value) {
        Map<?, ?> reply = send(name);
        assertThat(code(reply)).as("%s: %s", name, reply.get("output")).isEqualTo(code);
        assertThat(text(reply, "output")).isNotEmpty();
        assertThat(reply.get("value")).isEqualTo(value);
    }

    static int code(Map<?, ?> reply) {
        return (Integer) Objects.requireNonNull(struct(reply.get("code")).get("geni_code"));
    }

    private Map<?, ?> send(String name) {
        return send(recorded(name));
    }

    Map<?, ?> send(byte[] request) {
        return struct(WireResponse.read(am.answer(version, ALICE, request)));
    }

    static Map<?, ?> struct(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    static String text(Map<?, ?> struct, String member) {
        assertThat(struct.get(member)).as(member).isInstanceOf(String.class);
        return (String) Objects.requireNonNull(struct.get(member));
    }

    /** The body of a recorded request, exactly as long as its header says. */
    byte[] recorded(String name) {
        String file = "/omni-v" + version + "/" + name + ".request.txt";
        try (InputStream stream = OmniRecording.class.getResourceAsStream(file)) {
            String request = new String(Objects.requireNonNull(stream, file).readAllBytes(), US_ASCII);
            String body = request.substring(request.indexOf("\n\n") + 2);
            assertThat(request).contains("Content-Length: " + body.length() + "\n");
            return body.getBytes(US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
