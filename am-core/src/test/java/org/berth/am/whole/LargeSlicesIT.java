// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.berth.am.GeniCode;
import org.berth.am.api.WireResponse;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TestTls;
import org.berth.am.server.RawClient;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One AM with half a GiB of memory, and users who have it store as much as it takes and show it again and again. */
@Tag("docker")
class LargeSlicesIT {
    private static final TestFederation FEDERATION = new TestFederation(Clock.systemUTC());
    private static final Identity ALICE = FEDERATION.user("alice");
    private static final String FOREIGN = "<x:e xmlns:x='u'/>";
    private static final String NO_OPTIONS = "<struct></struct>";

    @TempDir
    static Path folder;

    private static AmProcess am;
    private static WireClient wire;

    @BeforeAll
    static void start() {
        am = new AmProcess(
                folder,
                "large.example.org",
                List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                Pem.certificates(List.of(FEDERATION.root().certificate())),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24850",
                "max_containers = 30");
        wire = new WireClient(am.url());
    }

    @AfterAll
    static void stop() {
        if (am != null) {
            am.close();
        }
    }

    @AfterEach
    void isStillTheSame() throws InterruptedException {
        assertThat(wire.post(ALICE, WireClient.GET_VERSION).status()).isEqualTo(200);
        assertThat(am.isAlive()).isTrue();
        assertThat(am.log()).doesNotContain("OutOfMemory", "incident=", "could not be answered");
    }

    @Test
    void requestsBeyondWhatASliceMayStoreAreRefusedAndTheRestIsShown() throws Exception {
        // given
        Owned slice = new Owned(ALICE, "elements");
        List<Object> codes = new ArrayList<>();

        // when
        for (int i = 0; i < 6; i++) {
            codes.add(code(slice.allocate("n" + i, FOREIGN.repeat(49_000))));
        }

        // then
        assertThat(codes).startsWith(0).contains(GeniCode.TOOBIG.number());
        assertThat(codes).containsOnly(0, GeniCode.TOOBIG.number());
        assertThat(slice.describedAtOnce(4))
                .isSubsetOf(0, GeniCode.BUSY.number())
                .contains(0);
        assertThat(code(slice.call("Delete", NO_OPTIONS))).isEqualTo(0);
    }

    @Test
    void keysBeyondWhatASliceMayStoreAreRefusedAndNothingIsChanged() throws Exception {
        // given
        Owned slice = new Owned(ALICE, "keys");
        String nodes = IntStream.range(0, 12).mapToObj(LargeSlicesIT::node).collect(Collectors.joining());
        assertThat(code(slice.allocateAll(nodes))).isEqualTo(0);

        // when 9.5 MB of them, for each of 12 slivers
        Object refused = code(slice.call("Provision", provision(95, 100_000)));

        // then
        assertThat(refused).isEqualTo(GeniCode.TOOBIG.number());
        assertThat(slice.call("Status", NO_OPTIONS).body())
                .contains("geni_allocated")
                .doesNotContain("geni_provisioned");
        assertThat(slice.describedAtOnce(1)).containsExactly(0);
        assertThat(code(slice.call("Delete", NO_OPTIONS))).isEqualTo(0);
    }

    @Test
    void whatASliceMayStoreIsShownToManyWhoTakeTheirTimeAndCanBeDeleted() throws Exception {
        // given three users who have all that a slice may have
        List<Owned> slices = new ArrayList<>();
        for (String user : List.of("bob", "carol", "dave")) {
            Owned slice = new Owned(FEDERATION.user(user), user);
            String nodes = IntStream.range(0, 4).mapToObj(LargeSlicesIT::node).collect(Collectors.joining());
            assertThat(code(slice.allocateAll(nodes + FOREIGN.repeat(20_000)))).isEqualTo(0);
            assertThat(code(slice.call("Provision", provision(20, 50_000)))).isEqualTo(0);
            slices.add(slice);
        }

        // when each asks for it many times and takes no answer
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            for (Owned slice : slices) {
                silent.add(RawClient.tls(URI.create(am.url()), TestTls.client(slice.owner()))
                        .send(WireClient.http(slice.body("Describe", NO_OPTIONS))));
            }
        }

        // then others are served, and in the end all of it can be deleted
        Owned other = new Owned(ALICE, "other");
        assertThat(code(other.allocate("n", ""))).isEqualTo(0);
        assertThat(other.describedAtOnce(1)).containsExactly(0);
        for (RawClient client : silent) {
            client.close();
        }
        for (Owned slice : slices) {
            assertThat(code(slice.call("Delete", NO_OPTIONS))).isEqualTo(0);
            assertThat(slice.describedAtOnce(1)).containsExactly(0);
        }
        assertThat(code(other.call("Delete", NO_OPTIONS))).isEqualTo(0);
    }

    /** A slice and who owns it. */
    private record Owned(Identity owner, String slice, List<PresentedCredential> credentials) {
        Owned(Identity owner, String name) {
            this(owner, FEDERATION.slice(name));
        }

        private Owned(Identity owner, Identity slice) {
            this(owner, slice.urn().toString(), List.of(TestFederation.presented(FEDERATION.credential(owner, slice))));
        }

        WireClient.Answer allocate(String clientId, String beside) throws InterruptedException {
            return allocateAll("<node client_id='" + clientId + "'/>" + beside);
        }

        WireClient.Answer allocateAll(String content) throws InterruptedException {
            String rspec =
                    "<rspec xmlns='http://www.geni.net/resources/rspec/3' type='request'>" + content + "</rspec>";
            return wire.post(owner, WireClient.allocate(slice, credentials, rspec));
        }

        WireClient.Answer call(String method, String options) throws InterruptedException {
            return wire.post(owner, body(method, options));
        }

        String body(String method, String options) {
            String urns = "<array><data><value>" + WireClient.string(slice) + "</value></data></array>";
            return WireClient.call(method, urns, WireClient.array(credentials), options);
        }

        /** The codes of so many Describes at the same time. */
        List<Object> describedAtOnce(int times) {
            return IntStream.range(0, times)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return code(call("Describe", NO_OPTIONS.replace("</", version() + "</")));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }

    private static String node(int number) {
        return "<node client_id='n" + number + "'/>";
    }

    private static String version() {
        return "<member><name>geni_rspec_version</name><value><struct>"
                + WireClient.member("type", "GENI")
                + WireClient.member("version", "3")
                + "</struct></value></member>";
    }

    /** Options of Provision with so many users, each with so many characters of keys. */
    private static String provision(int users, int keyCharacters) {
        String key = "<value>" + WireClient.string(key(1000)) + "</value>";
        String all = IntStream.range(0, users)
                .mapToObj(i -> "<value><struct>" + WireClient.member("urn", "urn:publicid:IDN+example.org+user+u" + i)
                        + "<member><name>keys</name><value><array><data>"
                        + IntStream.range(0, keyCharacters / 1000)
                                .mapToObj(k -> key.replace("ccc", "c" + k))
                                .collect(Collectors.joining())
                        + "</data></array></value></member></struct></value>")
                .collect(Collectors.joining());
        return "<struct>" + version() + "<member><name>geni_users</name><value><array><data>" + all
                + "</data></array></value></member></struct>";
    }

    private static String key(int characters) {
        byte[] type = "ssh-ed25519".getBytes(StandardCharsets.US_ASCII);
        byte[] blob = ByteBuffer.allocate(4 + type.length + 4 + 32)
                .putInt(type.length)
                .put(type)
                .putInt(32)
                .array();
        String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + " ccc";
        return line + "d".repeat(characters - line.length());
    }

    private static Object code(WireClient.Answer answer) {
        if (answer.status() != 200) {
            return "HTTP " + answer.status() + " " + answer.body();
        }
        Map<?, ?> reply = (Map<?, ?>) WireResponse.read(answer.body().getBytes(StandardCharsets.ISO_8859_1));
        Object code = Objects.requireNonNull(reply.get("code"));
        return Objects.requireNonNull(((Map<?, ?>) code).get("geni_code"));
    }
}
