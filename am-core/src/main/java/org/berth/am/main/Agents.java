// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.berth.am.admin.ControlSocket;
import org.berth.am.admin.HostControl;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.config.AmConfig;
import org.berth.am.enroll.CertificateRenewals;
import org.berth.am.enroll.Enrollment;
import org.berth.am.enroll.EnrollmentListener;
import org.berth.am.enroll.HostAuthority;
import org.berth.am.enroll.RenewableAgent;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostListener;
import org.berth.am.hosts.HostRegistry;
import org.berth.am.store.Store;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.trust.HostCertificates;

/** Agents come to be this AM's, and stay so: they enrol, and their certificates are renewed. */
final class Agents implements AutoCloseable {
    private final HostRegistry registry;
    private final HostAuthority authority;
    private final EnrollmentListener listener;
    private final CertificateRenewals renewals;

    Agents(AmConfig config, HostAuthority authority, HostRegistry registry, Store store, Clock clock) {
        this.registry = registry;
        this.authority = authority;
        listener = new EnrollmentListener(
                config.enrollment().host(),
                config.enrollment().port(),
                config.general().publicUrl().getHost(),
                authority,
                new Enrollment(store, authority, clock, host -> registry.settle()),
                clock);
        renewals = new CertificateRenewals(authority, this::renewable);
    }

    /** From now on agents can enrol, and certificates are renewed: in time, and at the first moment after an absence. */
    void start() {
        registry.hosts().addListener(new HostListener() {
            @Override
            public void returned(Host host) {
                agent(host).ifPresent(renewals::lookSoon);
            }
        });
        listener.start();
        renewals.start();
    }

    void offerOn(ControlSocket control) {
        control.offer(
                HostControl.AUTHORITY,
                arguments -> authority(arguments.path("roll").asBoolean()));
    }

    private JsonNode authority(boolean roll) {
        if (roll) {
            try {
                renewals.roll();
            } catch (IOException e) {
                throw new AdminRefusedException(String.valueOf(e.getMessage()), e);
            }
        }
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("fingerprint", HostCertificates.pin(authority.certificate()))
                .put("until", authority.certificate().getNotAfter().toInstant().toString())
                .put("rolling", authority.isRolling());
        ArrayNode awaited = answer.putArray("awaited");
        if (authority.isRolling()) {
            renewals.awaited().forEach(awaited::add);
        }
        return answer;
    }

    /** A token for the agent of a host. */
    String invite(String host) {
        try {
            return listener.invite(host).format();
        } catch (IOException e) {
            throw new AdminRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns the end of the certificate that an agent showed; empty for a host without agent, or one not reached yet.
     */
    static Optional<Instant> certificateEnd(DockerMaster master) {
        return master instanceof RemoteDockerMaster remote
                ? remote.certificate().map(shown -> shown.getNotAfter().toInstant())
                : Optional.empty();
    }

    private List<RenewableAgent> renewable() {
        return registry.hosts().all().stream()
                .flatMap(host -> agent(host).stream())
                .toList();
    }

    private static Optional<RenewableAgent> agent(Host host) {
        return host.master() instanceof RemoteDockerMaster remote
                ? Optional.of(new Agent(host.name(), remote))
                : Optional.empty();
    }

    private record Agent(String host, RemoteDockerMaster master) implements RenewableAgent {
        @Override
        public Optional<X509Certificate> certificate() {
            return master.certificate();
        }

        @Override
        public void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities) {
            master.renew(issue, authorities);
        }
    }

    @Override
    public void close() {
        renewals.close();
        listener.close();
    }
}
