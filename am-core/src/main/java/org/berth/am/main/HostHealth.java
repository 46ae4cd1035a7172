// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostCondition;
import org.berth.am.hosts.Hosts;

/** The hosts' health for an admin: in the readiness page and in the metrics. */
final class HostHealth {
    private final Hosts hosts;
    private final MultiGauge conditions;
    private final MultiGauge failedReconciliations;

    HostHealth(Hosts hosts, MeterRegistry metrics) {
        this.hosts = hosts;
        this.conditions = MultiGauge.builder("berth.host.condition")
                .description("1 for the condition that a host is in, 0 for the others")
                .register(metrics);
        this.failedReconciliations = MultiGauge.builder("berth.host.reconciliation.failed")
                .description("1 for a host that could not be compared with the store when that was last tried")
                .register(metrics);
    }

    /** Brings the metrics up to date with the hosts that there are now. */
    void measure() {
        conditions.register(
                hosts.all().stream()
                        .flatMap(host -> Arrays.stream(HostCondition.values()).map(condition -> row(host, condition)))
                        .toList(),
                true);
        failedReconciliations.register(
                hosts.all().stream()
                        .<Row<?>>map(host -> Row.of(
                                Tags.of("host", host.name()),
                                host.reconciliationFailure().isPresent() ? 1 : 0))
                        .toList(),
                true);
    }

    private static Row<?> row(Host host, HostCondition condition) {
        return Row.of(
                Tags.of("host", host.name(), "condition", condition.word()), host.condition() == condition ? 1 : 0);
    }

    /** Returns the reason why no host can start a container; empty while at least one can. */
    Optional<String> failure() {
        if (hosts.all().isEmpty()) {
            return Optional.of("there is no host");
        }
        return anyServes() ? Optional.empty() : Optional.of(String.join("; ", problems()));
    }

    /** Returns the health problems of single hosts; none where no host serves, since {@link #failure} has them then. */
    List<String> warnings() {
        return anyServes() ? problems() : List.of();
    }

    private boolean anyServes() {
        return hosts.all().stream()
                .anyMatch(host -> host.available() && host.cannotStart().isEmpty());
    }

    private List<String> problems() {
        return hosts.all().stream()
                .flatMap(host -> host.healthProblem().stream())
                .toList();
    }
}
