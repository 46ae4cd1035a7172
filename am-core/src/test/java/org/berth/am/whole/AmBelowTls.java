// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.berth.am.api.Aggregate;
import org.berth.am.api.AmApiV2;
import org.berth.am.api.AmApiV3;
import org.berth.am.api.AmDescription;
import org.berth.am.api.AnswerBudget;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.trust.TrustedRoots;
import org.berth.am.config.AmConfig;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.server.CallLog;
import org.berth.am.server.XmlRpcService;
import org.berth.am.slice.StoredSlices;
import org.berth.am.store.SqlStore;
import org.berth.am.work.SliverWork;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.rspec.Urn;

/** A configured AM without listeners, in this process and at the test's clock: what it answers to those whom TLS let in. */
final class AmBelowTls implements AutoCloseable {
    private final TrustedRoots roots;
    private final SqlStore store;
    private final Hosts hosts;
    private final SliverWork work;
    private final Map<Integer, XmlRpcService> versions;

    AmBelowTls(Path configuration, Clock clock) {
        AmConfig config = AmConfig.load(List.of(configuration));
        roots = TrustedRoots.open(config.global().rootcadir());
        store = SqlStore.open(config.state().directory());
        hosts = new Hosts(config.hosts().stream()
                .map(plan -> new Host(plan, LocalDockerMaster.open(plan.local().orElseThrow(), clock), clock))
                .toList());
        hosts.start();
        SlicePolicy policy = new SlicePolicy(
                new Urn(config.global().baseName(), "authority", "am"),
                config.leases().provisioned(),
                config.leases().longest(),
                config.sliverTypes(),
                config.slivers().acceptExclusive(),
                config.slivers().images());
        work = new SliverWork(store, hosts, policy, clock, Audit.NONE);
        work.start();
        URI url = config.general().publicUrl();
        Aggregate aggregate = new Aggregate(
                new AmDescription(policy.aggregate(), Map.of(2, url.resolve("/am/2.0"), 3, url), "Berth", true),
                new SfaAuthority(roots, clock),
                new StoredSlices(store, hosts, policy, clock, work::wake),
                clock);
        CallLog calls = new CallLog(new SimpleMeterRegistry(), Audit.NONE);
        versions = Map.of(
                2, new XmlRpcService(new AmApiV2(aggregate), calls),
                3, new XmlRpcService(new AmApiV3(aggregate), calls));
    }

    /** What a version of the API answers. */
    byte[] answer(int version, Caller caller, byte[] request) {
        return Objects.requireNonNull(versions.get(version)).answer(caller, request, AnswerBudget.UNLIMITED);
    }

    @Override
    public void close() {
        work.close();
        hosts.close();
        store.close();
        roots.close();
    }
}
