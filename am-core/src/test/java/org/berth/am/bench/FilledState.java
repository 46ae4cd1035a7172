// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.berth.am.store.SqlStore;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.dockermaster.rpc.AgentServer;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;

/** The state directory of an AM with slivers, all of them ready, and the agents of the hosts that they are on. */
record FilledState(List<AgentServer> agents) implements AutoCloseable {
    private static final int SLOTS = 520;
    private static final int SLIVERS_OF_HOST = 500;

    /** @param slivers a multiple of {@link BenchedAm#SLIVERS_OF_SLICE} */
    static FilledState make(Path directory, int slivers) throws IOException {
        List<HostInMemory> hosts = Stream.generate(() -> new HostInMemory(SLOTS))
                .limit(1 + slivers / SLIVERS_OF_HOST)
                .toList();
        Files.createDirectories(directory);
        BenchedAm.fill(directory, hosts, slivers);
        Instant now = Clock.systemUTC().instant();
        TestTrust trust = TestTrust.of(TestTrust.AM, now);
        DurableFiles.makePrivateFolder(directory.resolve("host-authority"));
        DurableFiles.createPrivate(
                directory.resolve("host-authority").resolve("authority.pem"),
                Pem.key(trust.issuer().key())
                        + Pem.certificates(List.of(trust.issuer().certificate())));
        List<AgentServer> agents = new ArrayList<>();
        try (SqlStore store = SqlStore.open(directory)) {
            for (int i = 0; i < hosts.size(); i++) {
                String name = "host" + i;
                PeerIdentity identity = trust.agent(name, now);
                AgentServer agent = BenchedHosts.serve(hosts.get(i), identity);
                agents.add(agent);
                String key = HostCertificates.fingerprint(identity.certificate().getPublicKey());
                store.write(tables -> {
                    tables.hosts().upsert(name, true, "");
                    tables.hosts().remove("local"); // the built-in one, which this machine may or may not have
                    return tables.hosts()
                            .enroll(name, "127.0.0.1:" + agent.address().getPort(), key);
                });
            }
        }
        return new FilledState(agents);
    }

    @Override
    public void close() {
        agents.parallelStream().forEach(AgentServer::close);
    }
}
