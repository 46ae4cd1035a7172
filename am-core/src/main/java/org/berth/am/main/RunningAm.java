// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.berth.am.admin.AdminAudit;
import org.berth.am.admin.ControlSocket;
import org.berth.am.admin.HostControl;
import org.berth.am.admin.HostReport;
import org.berth.am.admin.OrphanControl;
import org.berth.am.admin.Reload;
import org.berth.am.admin.SliceControl;
import org.berth.am.api.Aggregate;
import org.berth.am.api.AmApi;
import org.berth.am.api.AmApiV2;
import org.berth.am.api.AmApiV3;
import org.berth.am.api.AmDescription;
import org.berth.am.audit.AuditFile;
import org.berth.am.auth.Callers;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.am.auth.trust.AuthorityKeysFile;
import org.berth.am.auth.trust.ClientTrustManager;
import org.berth.am.auth.trust.TrustedRoots;
import org.berth.am.config.AmConfig;
import org.berth.am.config.Share;
import org.berth.am.enroll.HostAuthority;
import org.berth.am.hosts.HostRegistry;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.Quota;
import org.berth.am.placement.Quotas;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.server.AdminServer;
import org.berth.am.server.AmServer;
import org.berth.am.server.ServerLimits;
import org.berth.am.slice.Orphans;
import org.berth.am.slice.SliceAdmin;
import org.berth.am.slice.StoredSlices;
import org.berth.am.store.SqlStore;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.work.HostRemoval;
import org.berth.am.work.OverdueWork;
import org.berth.am.work.SliverWork;
import org.berth.base.BerthVersion;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.state.DiskReserve;
import org.berth.dockermaster.state.SqliteLibrary;
import org.berth.rspec.Urn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole AM in this process, put together from its configuration. Things are closed in the reverse of the order in which
 * they were opened: first nobody is listened to any more, last the store goes.
 */
public final class RunningAm implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunningAm.class);

    /** v3 is what all other paths speak. */
    private static final String V2_PATH = "/am/2.0";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final AmConfig config;
    private final Supplier<AmConfig> files;
    private final Clock clock;
    private final Function<HostSettings, DockerMaster> localHosts;

    private Runnable reload = () -> {};

    private RunningAm(
            AmConfig config, Supplier<AmConfig> files, Clock clock, Function<HostSettings, DockerMaster> localHosts) {
        this.config = config;
        this.files = files;
        this.clock = clock;
        this.localHosts = localHosts;
    }

    /**
     * Starts an AM; once this returns, it answers clients.
     *
     * @param files reads the configuration anew
     * @throws IOException with a sentence for the admin, if a file or a port that it needs cannot be had
     */
    public static RunningAm start(AmConfig config, Supplier<AmConfig> files, Clock clock) throws IOException {
        return start(config, files, clock, settings -> LocalDockerMaster.open(settings, clock));
    }

    /**
     * Starts an AM; once this returns, it answers clients.
     *
     * @param files reads the configuration anew
     * @param localHosts opens the container hosts that this process reaches itself, not through an agent
     * @throws IOException with a sentence for the admin, if a file or a port that it needs cannot be had
     */
    public static RunningAm start(
            AmConfig config, Supplier<AmConfig> files, Clock clock, Function<HostSettings, DockerMaster> localHosts)
            throws IOException {
        RunningAm am = new RunningAm(config, files, clock, localHosts);
        try {
            am.start();
            return am;
        } catch (IOException | RuntimeException e) {
            am.close();
            throw e;
        }
    }

    /** Returns the URL on which clients reach the AM. */
    public URI url() {
        return config.general().publicUrl();
    }

    private void start() throws IOException {
        ControlSocket control = opened(ControlSocket.open(config.state().directory()));
        SqliteLibrary.useIn(config.state().directory());
        DiskReserve reserve = DiskReserve.in(config.state().directory());
        reserve.prepare();
        opened((AutoCloseable) reserve::keep);
        AuditFile audit = opened(AuditFile.open(AuditFile.in(config.state().directory()), clock));
        control.tell(new AdminAudit(audit));
        TrustedRoots roots = opened(TrustedRoots.open(
                config.global().rootcadir(),
                DenyListFile.open(DenyListFile.in(config.state().directory())),
                new AuthorityKeysFile(config.state().directory()),
                audit));
        CertificateWatch certificates = opened(new CertificateWatch(
                config.aggregateManager().keyfile(), config.aggregateManager().certfile(), roots, clock));
        SqlStore store = opened(StateFolder.open(config.state().directory()));
        SlicePolicy policy = policy();
        AggregateName.take(store, policy.aggregate(), config.hosts());
        HostAuthority authority = HostAuthority.open(config.state().directory(), policy.aggregate(), clock);
        HostRegistry registry = new HostRegistry(store, new ConnectedDockerMasters(localHosts, authority::am), clock);
        Hosts hosts = opened(registry.hosts());
        registry.start(config.hosts());
        SliverWork work = opened(new SliverWork(store, hosts, policy, clock, audit));
        work.start();
        new SliceControl(new SliceAdmin(store, hosts, policy, clock, work::wake)).offerOn(control);
        new OrphanControl(new Orphans(store, hosts, policy, clock)).offerOn(control);
        Agents agents = opened(new Agents(config, authority, registry, store, clock));
        agents.start();
        agents.offerOn(control);
        OverdueWork overdue = new OverdueWork(store, hosts, clock);
        offerHosts(control, registry, agents, store, policy, overdue, certificates);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HostHealth health = new HostHealth(hosts, metrics);
        certificates.measure(metrics);
        Gauge.builder("berth.leases.held", work, held -> held.clockDoubt().isPresent() ? 1 : 0)
                .description("1 while no lease ends, since the clock jumped")
                .register(metrics);
        Gauge.builder("berth.work.overdue", overdue, OverdueWork::count)
                .description("Slivers whose work is not done five minutes after it was asked for")
                .register(metrics);
        Aggregate aggregate = new Aggregate(
                new AmDescription(
                        policy.aggregate(),
                        Map.of(2, url().resolve(V2_PATH), 3, url()),
                        "Berth " + BerthVersion.current(),
                        config.aggregateManager().speaksFor()),
                new SfaAuthority(roots, clock),
                new StoredSlices(store, hosts, policy, clock, work::wake),
                clock);
        AmApi v3 = new AmApiV3(aggregate);
        AdminServer admin = opened(new AdminServer(
                new InetSocketAddress(config.admin().host(), config.admin().port()),
                Map.of("hosts", health::failure, "store", () -> trouble(store)),
                () -> Stream.concat(health.warnings().stream(), warning(overdue).stream())
                        .toList(),
                () -> {
                    health.measure();
                    return metrics.scrape();
                }));
        admin.start();
        AmServer server = opened(new AmServer(
                new InetSocketAddress(
                        config.aggregateManager().host(),
                        config.aggregateManager().port()),
                certificates.current(),
                new ClientTrustManager(roots, clock),
                Callers::of,
                Map.of("/", v3, "/RPC2", v3, "/am/3.0", v3, V2_PATH, new AmApiV2(aggregate)),
                ServerLimits.DEFAULTS,
                metrics,
                audit));
        server.start();
        certificates.start(server::show);
        log.info("listening on {}, for admins on {}", server.uri(), admin.uri());
    }

    private void offerHosts(
            ControlSocket control,
            HostRegistry registry,
            Agents agents,
            Store store,
            SlicePolicy policy,
            OverdueWork overdue,
            CertificateWatch certificates) {
        Reload anew = new Reload(files, registry, certificates::reload, config);
        reload = anew::runAndLog;
        new HostControl(
                        registry,
                        new HostReport(store, policy.aggregate(), policy.types(), overdue, Agents::certificateEnd),
                        new HostRemoval(store, clock)::failSlivers,
                        agents::invite,
                        anew)
                .offerOn(control);
    }

    /** Reads the configuration anew, as {@code berth reload} does; the log says what came of it. */
    public void reload() {
        reload.run();
    }

    private SlicePolicy policy() {
        String defaultType = config.slivers().defaultType();
        List<ContainerType> defaultFirst = config.sliverTypes().stream()
                .sorted(Comparator.comparing(type -> !type.name().equals(defaultType)))
                .toList();
        return new SlicePolicy(
                new Urn(config.global().baseName(), "authority", "am"),
                config.leases().allocated(),
                config.leases().provisioned(),
                config.leases().longest(),
                defaultFirst,
                config.slivers().acceptExclusive(),
                config.slivers().images(),
                new Quotas(
                        quota(config.quotas().perSlice()),
                        quota(config.quotas().perUser()),
                        quota(config.quotas().perProject())),
                config.aggregateManager().manifestUsers());
    }

    private static Quota quota(Share share) {
        return new Quota(share.amount(), share.percent());
    }

    private static Optional<String> trouble(SqlStore store) {
        try {
            store.read(tables -> tables.hosts().used());
            return store.trouble();
        } catch (StoreException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the warning about overdue work; empty while the store cannot be read, since its own check says so. */
    private static Optional<String> warning(OverdueWork overdue) {
        try {
            return overdue.warning();
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Stops: calls in progress end, no new ones are taken; containers stay as they are. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close in order", part.getClass().getSimpleName(), e);
            }
        }
    }
}
