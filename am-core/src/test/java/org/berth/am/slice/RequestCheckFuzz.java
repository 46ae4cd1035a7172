// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.berth.am.AmException;
import org.berth.rspec.Urn;
import org.berth.rspec.manifest.Allocation;
import org.berth.rspec.manifest.Manifest;
import org.berth.rspec.manifest.ManifestNode;
import org.berth.rspec.manifest.ManifestNode.Login;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;
import org.berth.rspec.testing.SentRspec;

/** A request that is taken becomes a manifest that clients can use. */
class RequestCheckFuzz {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");

    @FuzzTest
    void isRefusedOrBecomesAManifest(byte[] input) {
        RequestRspec request;
        List<RequestNode> own;
        try {
            request = RequestCheck.parse(new String(input, StandardCharsets.UTF_8), AM);
            own = request.nodes();
        } catch (AmException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        List<ManifestNode> nodes = IntStream.range(0, own.size())
                .mapToObj(i -> node(own.get(i).clientId(), i))
                .toList();
        Allocation allocation = new Allocation(request.xml(), nodes);

        assertThat(SentRspec.checkLogins(Manifest.of(AM, List.of(allocation), Optional.of(END))))
                .hasSameSizeAs(nodes);
        assertThat(SentRspec.checkLogins(Manifest.of(AM, List.of(allocation, allocation), Optional.of(END))))
                .hasSameSizeAs(nodes);
    }

    private static ManifestNode node(String clientId, int number) {
        return new ManifestNode(
                clientId,
                new Urn("am.example.org", "sliver", "s" + number),
                Urn.parse("urn:publicid:IDN+am.example.org+node+host1"),
                AM,
                "host1",
                false,
                "docker-container",
                Optional.empty(),
                Optional.of("docker_cluster"),
                Optional.of(new ManifestNode.Host("am.example.org", Optional.empty())),
                "ready",
                END,
                List.of(new Login("am.example.org", 12000 + number % 1000, "joe")),
                List.of(),
                false);
    }
}
