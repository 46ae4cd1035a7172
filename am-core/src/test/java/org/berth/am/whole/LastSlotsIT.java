// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.berth.am.client.AmClient;
import org.berth.am.client.ClientIdentity;
import org.berth.am.client.Credentials;
import org.berth.am.client.ManifestNode;
import org.berth.am.client.RefusedException;
import org.berth.am.client.ServerTrust;
import org.berth.am.client.SliverWait;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.berth.dockermaster.net.Ports;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.Urn;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at the same time want the last slots, and get no more than there are. */
@Tag("docker")
class LastSlotsIT {
    private static final int CLIENTS = 8;
    private static final int NODES = 2;
    private static final int SLOTS = 5;
    private static final int FIRST_PORT = 24600;
    private static final int ROUNDS = 2;
    private static final int TOO_BIG = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SLICES = "urn:publicid:IDN+example.org+slice+lastslots";
    private static final String REQUEST = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request">
              <node client_id="a" exclusive="false"/><node client_id="b" exclusive="false"/>
            </rspec>
            """;

    @TempDir
    Path folder;

    private final SliceContainers containers = SliceContainers.ofThoseWith(MachineEngine.dockerHost(), SLICES);
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    /** Slots that clients know to be theirs: never more than those that the AM has granted. */
    private final AtomicInteger granted = new AtomicInteger();

    private final AtomicInteger refused = new AtomicInteger();
    private final Map<Integer, Client> holderOfPort = new ConcurrentHashMap<>();
    private AmProcess am;
    private List<Client> clients;

    @BeforeEach
    void start() throws Exception {
        containers.remove();
        TestFederation federation = new TestFederation(Clock.systemUTC());
        am = new AmProcess(
                folder.resolve("am"),
                Pem.certificates(federation.root().chain()),
                "docker_host = " + containers.dockerHost(),
                "starting_ipv4_port = " + FIRST_PORT,
                "max_containers = " + SLOTS);
        SshUser key = SshUser.make(folder, "anyone");
        clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            clients.add(client(federation, number, key));
        }
    }

    private Client client(TestFederation federation, int number, SshUser key) throws Exception {
        Identity user = federation.user("user" + number);
        Identity slice = federation.slice("lastslots" + number);
        AmClient calls = new AmClient(
                URI.create(am.url()),
                new ClientIdentity(user.chain(), user.key()),
                ServerTrust.of(am.folder().resolve("certs/am-server-cert.pem")),
                new Credentials(List.of(federation.credential(user, slice))));
        return new Client(calls, user.urn(), slice.urn(), key.as("user" + number));
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        if (am != null) {
            am.close();
        }
        containers.remove();
    }

    @Test
    void clientsSideBySideGetNoMoreThanThereIsAndGiveAllBack() throws Exception {
        // given
        AtomicInteger grantedFirst = new AtomicInteger();
        AtomicInteger refusedFirst = new AtomicInteger();
        CyclicBarrier firstAttempts = new CyclicBarrier(CLIENTS, () -> {
            // Nobody gives anything back before all have asked once.
            grantedFirst.set(granted.get());
            refusedFirst.set(refused.get());
        });

        // when
        ExecutorCompletionService<Client> lives = new ExecutorCompletionService<>(threads);
        clients.forEach(client -> lives.submit(() -> live(client, firstAttempts)));
        for (int ended = 0; ended < CLIENTS; ended++) {
            Future<Client> life = lives.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(life)
                    .as("a client that came to its end, after " + ended + " others")
                    .isNotNull();
            life.get();
        }

        // then
        assertThat(grantedFirst).as("slots granted").hasValue(SLOTS / NODES * NODES);
        assertThat(refusedFirst).as("clients refused").hasValue(CLIENTS - SLOTS / NODES);
        await("everything given back").atMost(PATIENCE).untilAsserted(() -> {
            String advertisement = clients.get(0).calls().listResources(true).rspec();
            assertThat(SentRspec.checkAdvertisement(advertisement)).hasSize(1);
            assertThat(advertisement).contains("type_slots=\"" + SLOTS + "\"");
        });
        assertThat(containers.all()).isEmpty();
        assertThat(IntStream.range(FIRST_PORT, FIRST_PORT + SLOTS)).allMatch(Ports::isFree);
        assertThat(am.log().lines()).noneMatch(line -> line.contains(" ERROR "));
    }

    /** Once to the login, once changing one's mind while the containers are being made. */
    private Client live(Client client, CyclicBarrier firstAttempts) throws Exception {
        boolean has = allocated(client);
        firstAttempts.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            if (!has) {
                await("slots for " + client.slice())
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(300))
                        .until(() -> allocated(client));
            }
            client.calls()
                    .provision(
                            client.whole(),
                            Map.of(client.user(), List.of(client.ssh().publicKey())),
                            Optional.empty());
            if (round == 0) {
                use(client);
            }
            holderOfPort.values().removeIf(client::equals);
            granted.addAndGet(-NODES);
            client.calls().delete(client.whole());
            has = false;
        }
        return client;
    }

    private boolean allocated(Client client) {
        try {
            String manifest = client.calls()
                    .allocate(client.slice(), REQUEST, Optional.empty())
                    .rspec();
            assertThat(SentRspec.checkManifest(manifest)).hasSize(NODES);
            assertThat(granted.addAndGet(NODES)).as("slots granted").isLessThanOrEqualTo(SLOTS);
            return true;
        } catch (RefusedException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(TOO_BIG);
            refused.incrementAndGet();
            return false;
        }
    }

    private void use(Client client) throws InterruptedException {
        new SliverWait(Clock.systemUTC(), Duration.ofMillis(300))
                .await(client.calls(), client.whole(), PATIENCE, change -> {});
        assertThat(containers.all()).hasSizeLessThanOrEqualTo(SLOTS);
        String manifest = client.calls().describe(client.whole()).rspec();
        assertThat(SentRspec.checkLogins(manifest)).hasSize(NODES);
        for (ManifestNode node : ManifestNode.of(manifest)) {
            int port = Integer.parseInt(node.logins().get(0).port());
            assertThat(port).isBetween(FIRST_PORT, FIRST_PORT + SLOTS - 1);
            assertThat(holderOfPort.putIfAbsent(port, client))
                    .as("port %s of %s", port, client.slice())
                    .isNull();
            // Nobody else's container has this account.
            assertThat(client.ssh().run("127.0.0.1", port, "echo in").output()).isEqualTo("in");
        }
    }

    private record Client(AmClient calls, Urn user, Urn slice, SshUser ssh) {
        List<Urn> whole() {
            return List.of(slice);
        }
    }
}
