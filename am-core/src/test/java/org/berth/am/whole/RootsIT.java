package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.berth.am.federation.Identity;
import org.berth.am.federation.Pem;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TestTls;
import org.berth.am.server.RawClient;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admin changes whom a running AM trusts. */
@Tag("docker")
class RootsIT {
    private static final Duration PROMISED = Duration.ofSeconds(10);
    private static final String OPTIONS = "<struct><member><name>geni_rspec_version</name><value><struct>"
            + WireClient.member("type", "GENI") + WireClient.member("version", "3")
            + "</struct></value></member></struct>";

    @TempDir
    Path folder;

    @Test
    void rootsComeAndGoWhileTheAmRuns() throws Exception {
        // given
        TestFederation first = new TestFederation(Clock.systemUTC());
        Identity bobsRoot = first.selfSigned("urn:publicid:IDN+second.org+authority+sa");
        Identity bob = first.issue(bobsRoot, "urn:publicid:IDN+second.org+user+bob");
        String credential = first.credential(
                bobsRoot,
                bob,
                bob,
                TestFederation.EVERYTHING,
                Clock.systemUTC().instant().plus(TestFederation.LIFE));
        String list = WireClient.http(WireClient.call(
                "ListResources", WireClient.array(List.of(TestFederation.presented(credential))), OPTIONS));
        try (AmProcess am = new AmProcess(
                folder,
                "roots.example.org",
                List.of(),
                Pem.certificates(first.root().chain()),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24790",
                "max_containers = 1")) {
            URI url = URI.create(am.url());
            Path root = folder.resolve("trusted_roots/second.pem");
            assertThat(isLetIn(url, bob)).isFalse();

            // when
            Files.writeString(root, Pem.certificates(bobsRoot.chain()));

            // then
            await().atMost(PROMISED).until(() -> isLetIn(url, bob));
            try (RawClient connected = RawClient.tls(url, TestTls.client(bob))) {
                assertThat(connected.send(list).readResponse()).contains("advertisement");

                // when
                Files.delete(root);

                // then
                await().atMost(PROMISED).until(() -> !isLetIn(url, bob));
                assertThat(connected.send(list).readResponse())
                        .as("on the connection that there was before")
                        .contains("no trusted root leads to");
            }
            assertThat(isLetIn(url, first.user("alice"))).isTrue();
        }
    }

    /** Each time a client that has no earlier session to resume. */
    private static boolean isLetIn(URI am, Identity client) {
        try (RawClient connection = RawClient.tls(am, TestTls.client(client))) {
            return connection
                    .send(WireClient.http(WireClient.GET_VERSION))
                    .readResponse()
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
