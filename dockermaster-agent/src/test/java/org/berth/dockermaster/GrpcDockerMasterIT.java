// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.rpc.AgentServer;
import org.berth.dockermaster.rpc.CertificateRenewal;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.rpc.RemoteHost;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;

/** A container host behind its agent is the same as one in this process. */
class GrpcDockerMasterIT extends DockerMasterContract {
    private final Instant now = Clock.systemUTC().instant();
    private final TestTrust trust = TestTrust.of(TestTrust.AM, now);
    private final PeerIdentity amIdentity = trust.am(now);
    private final PeerIdentity agent = trust.agent("contract", now);
    private final String agentKey =
            HostCertificates.fingerprint(agent.certificate().getPublicKey());

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        DockerMaster local = LocalDockerMaster.open(settings, time);
        AgentServer server = AgentServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> agent,
                Optional.of("secret"),
                local,
                new NoRenewal());
        RemoteDockerMaster remote = RemoteDockerMaster.connect(
                new RemoteHost(settings.name(), LOOPBACK, server.address().getPort(), agentKey, Optional.of("secret")),
                () -> amIdentity);
        return (DockerMaster) Proxy.newProxyInstance(
                DockerMaster.class.getClassLoader(),
                new Class<?>[] {DockerMaster.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(remote, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("close")) {
                            server.close();
                            local.close();
                        }
                    }
                });
    }

    private static final class NoRenewal implements CertificateRenewal {
        @Override
        public byte[] request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void install(byte[] certificate, List<byte[]> authorities) {
            throw new UnsupportedOperationException();
        }
    }
}
