// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.trust.PeerIdentity;
import org.junit.jupiter.api.Test;

class CertificateRenewalTest extends RpcFixture {

    @Test
    void certificateIsKnownOnceTheAgentWasReached() {
        // given
        RemoteDockerMaster host = connect(serve());
        assertThat(host.certificate()).isEmpty();

        // when
        host.describe();

        // then
        assertThat(host.certificate()).contains(AGENT.certificate());
    }

    @Test
    void agentGetsACertificateForItsOwnKey() throws CertificateEncodingException {
        // given
        RemoteDockerMaster host = connect(serve());
        AtomicReference<byte[]> requested = new AtomicReference<>();
        X509Certificate next =
                TRUST.issuer().agent(AGENT.certificate().getPublicKey(), "one", "urn:x", NOW.plus(Duration.ofDays(60)));

        // when
        host.renew(
                request -> {
                    requested.set(request);
                    return next;
                },
                List.of(TRUST.issuer().certificate()));

        // then
        assertThat(requested.get()).containsExactly(1, 2, 3);
        assertThat(installed).singleElement().isEqualTo(next.getEncoded());
        assertThat(host.certificate()).contains(next);
    }

    @Test
    void certificateForAnotherKeyIsNotGiven() {
        // given
        RemoteDockerMaster host = connect(serve());
        PeerIdentity other = TRUST.agent("one", NOW);

        // then
        assertThatThrownBy(() -> host.renew(request -> other.certificate(), List.of()))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageEndingWith("it asks for a certificate of another key than its own");
        assertThat(installed).isEmpty();
    }
}
