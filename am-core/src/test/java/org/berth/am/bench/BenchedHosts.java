// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.bench.SliceCalls.Way;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.rpc.AgentServer;
import org.berth.dockermaster.rpc.CertificateRenewal;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.rpc.RemoteHost;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;

/**
 * Hosts in this process and the way to each.
 *
 * @param masters what an AM reaches them by, which it closes
 * @param agents the agents that serve them, if there are any
 */
record BenchedHosts(List<HostInMemory> hosts, List<DockerMaster> masters, List<AgentServer> agents)
        implements AutoCloseable {
    private static final int SLOTS = 128;

    static BenchedHosts open(int count, Way way) {
        BenchedHosts opened = new BenchedHosts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Instant now = Clock.systemUTC().instant();
        TestTrust trust = TestTrust.of(TestTrust.AM, now);
        PeerIdentity am = trust.am(now);
        for (int i = 0; i < count; i++) {
            HostInMemory host = new HostInMemory(SLOTS);
            opened.hosts.add(host);
            opened.masters.add(way == Way.IN_PROCESS ? host : opened.remote(host, "host" + i, trust, am, now));
        }
        return opened;
    }

    private DockerMaster remote(HostInMemory host, String name, TestTrust trust, PeerIdentity am, Instant now) {
        PeerIdentity identity = trust.agent(name, now);
        AgentServer agent = serve(host, identity);
        agents.add(agent);
        RemoteHost where = new RemoteHost(
                name,
                agent.address().getAddress().getHostAddress(),
                agent.address().getPort(),
                HostCertificates.fingerprint(identity.certificate().getPublicKey()),
                Optional.empty());
        return RemoteDockerMaster.connect(where, () -> am);
    }

    /** An agent for a host, on the loopback interface. */
    static AgentServer serve(HostInMemory host, PeerIdentity identity) {
        return AgentServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> identity,
                Optional.empty(),
                host,
                new NoRenewal());
    }

    private static final class NoRenewal implements CertificateRenewal {
        @Override
        public byte[] request() {
            throw new UnsupportedOperationException("these certificates outlast the measurement");
        }

        @Override
        public void install(byte[] certificate, List<byte[]> authorities) {
            throw new UnsupportedOperationException("these certificates outlast the measurement");
        }
    }

    @Override
    public void close() {
        agents.parallelStream().forEach(AgentServer::close);
    }
}
