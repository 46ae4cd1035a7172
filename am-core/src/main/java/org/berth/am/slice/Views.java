// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerManifest;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;
import org.berth.rspec.manifest.Allocation;
import org.berth.rspec.manifest.Manifest;

/** The view of slivers that callers get. */
final class Views {
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final ContainerManifest containers;

    Views(Hosts hosts, SlicePolicy policy, ContainerManifest containers) {
        this.hosts = hosts;
        this.policy = policy;
        this.containers = containers;
    }

    /** A sliver's last known state; where its host does not answer, the error says so and since when. */
    SliverStatus status(Sliver sliver) {
        SliverStatus status = sliver.status();
        if (sliver.allocation() != AllocationState.PROVISIONED) {
            return status;
        }
        Optional<Host> host = hosts.named(sliver.row().place().host());
        return host.flatMap(Host::trouble)
                .map(text -> status.withError(sliver.conditions()
                        .with(
                                Condition.HOST_UNREACHABLE,
                                text,
                                host.flatMap(Host::downSince).orElse(Instant.EPOCH))
                        .sentence()))
                .orElse(status);
    }

    /**
     * Some slivers of a slice as they were in one transaction. The manifest is written from it after the transaction: large
     * documents take their time, and nobody else shall wait for them.
     *
     * @param allocations the requests and what was given for them
     */
    record Snapshot(Urn aggregate, Urn slice, List<Allocation> allocations, List<SliverStatus> slivers) {
        Described described() {
            Optional<Instant> expires =
                    slivers.stream().map(SliverStatus::expires).min(Instant::compareTo);
            return new Described(slice, Manifest.of(aggregate, allocations, expires), slivers);
        }

        /** The same manifest with more to say of the slivers. */
        Described described(List<SliverStatus> statuses) {
            return new Described(slice, described().manifest(), statuses);
        }
    }

    Snapshot snapshot(Tables tables, Urn slice, List<Sliver> slivers) {
        Map<String, List<AccountRow>> accounts =
                tables.accounts().of(slivers.stream().map(Sliver::id).toList());
        Set<Integer> numbers = slivers.stream()
                .map(sliver -> sliver.row().place().requestNumber())
                .collect(Collectors.toSet());
        List<Allocation> allocations = tables.slices().requests(slice.key(), numbers).stream()
                .map(request -> new Allocation(
                        request.document(),
                        slivers.stream()
                                .filter(sliver -> sliver.row().place().requestNumber() == request.number())
                                .map(sliver -> containers.node(sliver, accounts.getOrDefault(sliver.id(), List.of())))
                                .toList()))
                .toList();
        return new Snapshot(
                policy.aggregate(),
                slice,
                allocations,
                slivers.stream().map(this::status).toList());
    }
}
