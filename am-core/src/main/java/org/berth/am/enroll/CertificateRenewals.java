// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.berth.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews agents' certificates over the connections that the AM has to them, when a third of their life is left: once an
 * hour it looks at each. An agent that is away for longer than that third has to be enrolled again.
 */
public final class CertificateRenewals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CertificateRenewals.class);

    private final HostAuthority authority;
    private final Supplier<? extends Collection<? extends RenewableAgent>> agents;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("certificate-renewals"));

    /** @param agents those there are, asked for at each look */
    public CertificateRenewals(
            HostAuthority authority, Supplier<? extends Collection<? extends RenewableAgent>> agents) {
        this.authority = authority;
        this.agents = agents;
    }

    /** Looks at all agents every hour from now on, first in a minute, when those that are there have been reached. */
    public void start() {
        ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(this::lookAtAll, 1, 60, TimeUnit.MINUTES);
    }

    void lookAtAll() {
        try {
            if (authority.isDue()) {
                authority.roll();
            }
            agents.get().forEach(this::look);
            finishRoll();
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.warn("cannot look at the agents' certificates", e);
        }
    }

    private void finishRoll() throws IOException {
        authority.finishRoll(
                agents.get().stream().map(RenewableAgent::certificate).toList());
    }

    /** Has the authority roll over to a successor; agents that are there get their certificates soon. */
    public void roll() throws IOException {
        authority.roll();
        looks.execute(this::lookAtAll);
    }

    /** Names of the hosts whose agents have no certificate of the authority's successor yet. */
    public List<String> awaited() {
        return agents.get().stream()
                .filter(agent -> agent.certificate()
                        .map(shown -> !authority.isOfNewest(shown))
                        .orElse(true))
                .map(RenewableAgent::host)
                .sorted()
                .toList();
    }

    /** Looks at one agent soon, such as one that has just been connected; its caller waits for nobody. */
    public void lookSoon(RenewableAgent agent) {
        try {
            looks.execute(() -> {
                look(agent);
                if (authority.isRolling()) {
                    lookAtAll(); // It may have been the last one that was missing.
                }
            });
        } catch (RejectedExecutionException closing) {
            log.debug("host={} closing: its certificate is looked at after the next start", agent.host());
        }
    }

    /** Does not throw for what one agent does; the next look tries again. */
    private void look(RenewableAgent agent) {
        try {
            Optional<X509Certificate> due = agent.certificate().filter(authority::isDue);
            if (due.isPresent()) {
                agent.renew(request -> issue(agent.host(), due.get(), request), authority.authorities());
                log.info("host={} has a new certificate", agent.host());
            }
        } catch (RuntimeException e) {
            log.warn("host={} certificate not renewed reason=\"{}\"", agent.host(), e.getMessage());
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
