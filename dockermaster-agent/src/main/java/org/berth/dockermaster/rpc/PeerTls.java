// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;

/**
 * TLS 1.3 between an AM and an agent, each of which shows its certificate.
 *
 * <p>Each handshake has a context of its own: it takes the identity of that moment, so that enrolment and renewal need no
 * restart, and no session is ever resumed, so that no peer gets in without a look at its certificate.
 */
final class PeerTls extends SslContext {
    private final boolean client;
    private final Supplier<PeerIdentity> identity;
    private final PeerCheck.Rule rule;
    private final SslContext pattern;

    private PeerTls(boolean client, Supplier<PeerIdentity> identity, PeerCheck.Rule rule) {
        this.client = client;
        this.identity = identity;
        this.rule = rule;
        try {
            this.pattern = http2(SslContextBuilder.forClient()).build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS 1.3", e);
        }
    }

    /** The agent's end, which lets only its AM in. */
    static SslContext agent(Supplier<PeerIdentity> identity, InstantSource clock) {
        return new PeerTls(false, identity, (peer, own) -> HostCertificates.requireAm(peer, own, clock.instant()));
    }

    /**
     * The AM's end, which talks to one agent only.
     *
     * @param agentKey fingerprint of its public key
     * @param accepted is told the certificate of each agent that was accepted
     */
    static SslContext am(
            Supplier<PeerIdentity> identity, String agentKey, InstantSource clock, Consumer<X509Certificate> accepted) {
        return new PeerTls(true, identity, (peer, own) -> {
            HostCertificates.requireAgent(peer, agentKey, own, clock.instant());
            accepted.accept(peer);
        });
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers) {
        return fresh().newEngine(buffers);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers, String peerHost, int peerPort) {
        return fresh().newEngine(buffers, peerHost, peerPort);
    }

    private SslContext fresh() {
        PeerIdentity own = identity.get();
        OwnKey key = new OwnKey(own);
        SslContextBuilder builder = client
                ? SslContextBuilder.forClient().keyManager(key)
                : SslContextBuilder.forServer(key).clientAuth(ClientAuth.REQUIRE);
        try {
            return http2(builder).trustManager(new PeerCheck(own, rule)).build();
        } catch (SSLException e) {
            throw new IllegalStateException("the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static SslContextBuilder http2(SslContextBuilder builder) {
        return GrpcSslContexts.configure(builder, SslProvider.JDK).protocols("TLSv1.3");
    }

    @Override
    public boolean isClient() {
        return client;
    }

    @Override
    public List<String> cipherSuites() {
        return pattern.cipherSuites();
    }

    // Deprecated, and yet what every SslContext has to return.
    @SuppressWarnings("deprecation")
    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return pattern.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return pattern.sessionContext();
    }
}
