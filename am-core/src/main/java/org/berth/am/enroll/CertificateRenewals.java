package org.berth.am.enroll;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.berth.dockermaster.trust.HostCertificates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews agents' certificates over the connections that the AM has to them, when a third of their life is left: once an
 * hour it looks at each. An agent that is away for longer than that third has to be enrolled again.
 */
public final class CertificateRenewals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewals.class);

    private final HostAuthority authority;
    private final Supplier<? extends Collection<? extends RenewableAgent>> agents;
    private final InstantSource clock;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "certificate-renewals");
        thread.setDaemon(true);
        return thread;
    });

    /** @param agents those there are, asked for at each look */
    public CertificateRenewals(
            HostAuthority authority,
            Supplier<? extends Collection<? extends RenewableAgent>> agents,
            InstantSource clock) {
        this.authority = authority;
        this.agents = agents;
        this.clock = clock;
    }

    /** Looks at all agents every hour from now on, first in a minute, when those that are there have been reached. */
    public void start() {
        ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(this::lookAtAll, 1, 60, TimeUnit.MINUTES);
    }

    void lookAtAll() {
        try {
            agents.get().forEach(this::look);
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            LOG.warn("cannot look at the agents' certificates", e);
        }
    }

    /** Looks at one agent soon, such as one that has just been connected; its caller waits for nobody. */
    public void lookSoon(RenewableAgent agent) {
        try {
            looks.execute(() -> look(agent));
        } catch (RejectedExecutionException closing) {
            LOG.debug("host={} closing: its certificate is looked at after the next start", agent.host());
        }
    }

    /** Does not throw for what one agent does; the next look tries again. */
    private void look(RenewableAgent agent) {
        try {
            Optional<X509Certificate> due =
                    agent.certificate().filter(certificate -> HostCertificates.isDue(certificate, clock.instant()));
            if (due.isPresent()) {
                agent.renew(request -> issue(agent.host(), due.get(), request));
                LOG.info("host={} has a new certificate", agent.host());
            }
        } catch (RuntimeException e) {
            LOG.warn("host={} certificate not renewed reason=\"{}\"", agent.host(), e.getMessage());
        }
    }

    private X509Certificate issue(String host, X509Certificate current, byte[] request) {
        try {
            return authority.renew(host, current, request);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
