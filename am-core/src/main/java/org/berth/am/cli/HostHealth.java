package org.berth.am.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostCondition;
import org.berth.am.hosts.Hosts;

/** The hosts' health for an admin: in the readiness page and in the metrics. */
final class HostHealth {
    private final Hosts hosts;
    private final MultiGauge conditions;

    HostHealth(Hosts hosts, MeterRegistry metrics) {
        this.hosts = hosts;
        this.conditions = MultiGauge.builder("berth.host.condition")
                .description("1 for the condition that a host is in, 0 for the others")
                .register(metrics);
    }

    /** Brings the metrics up to date with the hosts that there are now. */
    void measure() {
        conditions.register(
                hosts.all().stream()
                        .flatMap(host -> Arrays.stream(HostCondition.values()).map(condition -> row(host, condition)))
                        .toList(),
                true);
    }

    private static Row<?> row(Host host, HostCondition condition) {
        return Row.of(
                Tags.of("host", host.name(), "condition", condition.word()), host.condition() == condition ? 1 : 0);
    }

    /** What keeps requests from being served. With one host left that answers, they can be. */
    Optional<String> failure() {
        if (hosts.all().isEmpty()) {
            return Optional.of("there is no host");
        }
        return hosts.all().stream().anyMatch(Host::available)
                ? Optional.empty()
                : Optional.of(String.join("; ", problems()));
    }

    /** What is wrong with single hosts while others serve. */
    List<String> warnings() {
        return hosts.all().stream().anyMatch(Host::available) ? problems() : List.of();
    }

    private List<String> problems() {
        return hosts.all().stream().flatMap(host -> host.trouble().stream()).collect(Collectors.toList());
    }
}
