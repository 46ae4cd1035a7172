// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.Hardware;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.manifest.Allocation;
import org.berth.rspec.manifest.Manifest;
import org.berth.rspec.manifest.ManifestNode;
import org.berth.rspec.manifest.ManifestNode.Login;

/** What callers are shown of slivers. */
final class Views {
    private static final int SSH = 22;

    private final Hosts hosts;
    private final SlicePolicy policy;
    private final PublicAddresses addresses;

    Views(Hosts hosts, SlicePolicy policy, PublicAddresses addresses) {
        this.hosts = hosts;
        this.policy = policy;
        this.addresses = addresses;
    }

    /** A sliver's last known state; where its host does not answer, the error says so and since when. */
    SliverStatus status(Sliver sliver) {
        SliverStatus status = sliver.status();
        if (sliver.allocation() != AllocationState.PROVISIONED) {
            return status;
        }
        Optional<String> trouble = hosts.named(sliver.row().place().host()).flatMap(Host::trouble);
        return trouble.map(text -> status.withError(status.error().isEmpty() ? text : text + "; " + status.error()))
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
        Set<Integer> numbers = slivers.stream()
                .map(sliver -> sliver.row().place().requestNumber())
                .collect(Collectors.toSet());
        List<Allocation> allocations = tables.slices().requests(slice.key(), numbers).stream()
                .map(request -> new Allocation(
                        request.document(),
                        slivers.stream()
                                .filter(sliver -> sliver.row().place().requestNumber() == request.number())
                                .map(sliver -> node(tables, sliver))
                                .toList()))
                .toList();
        return new Snapshot(
                policy.aggregate(),
                slice,
                allocations,
                slivers.stream().map(this::status).toList());
    }

    private ManifestNode node(Tables tables, Sliver sliver) {
        SliverRow.Place place = sliver.row().place();
        List<AccountRow> accounts = tables.accounts().of(sliver.id());
        Optional<Host> host = hosts.named(place.host());
        return new ManifestNode(
                place.clientId(),
                sliver.urn(),
                Advertisement.componentId(policy.aggregate(), place.host()),
                policy.aggregate(),
                place.host(),
                host.map(Host::exclusive).orElse(false),
                place.type(),
                Optional.of(place.image()).filter(image -> !image.isEmpty()),
                Optional.of(host.map(Hardware::ownType).orElse(Advertisement.HARDWARE_TYPE)),
                Optional.of(new ManifestNode.Host(hostname(place), addresses.of(hostname(place)))),
                sliver.lifecycle().v2Name(sliver.operational()),
                sliver.row().lease().expires(),
                sliver.allocation() == AllocationState.PROVISIONED ? logins(place, accounts) : List.of(),
                policy.manifestUsers() ? users(accounts) : List.of(),
                policy.manifestUsers());
    }

    private static List<ManifestNode.User> users(List<AccountRow> accounts) {
        return accounts.stream()
                .filter(account -> !account.userUrn().isEmpty())
                .map(account -> new ManifestNode.User(account.login(), account.userUrn(), account.keys()))
                .toList();
    }

    /** Where the node's forwarded port is. A host that was removed has its name alone. */
    private String hostname(SliverRow.Place place) {
        return hosts.named(place.host()).map(Host::hostname).orElse(place.host());
    }

    /** Clients with room for one login take the last of a node: the one on the host's own address. */
    private List<Login> logins(SliverRow.Place place, List<AccountRow> accounts) {
        List<Login> logins = new ArrayList<>();
        place.ipv6()
                .ifPresent(
                        address -> accounts.forEach(account -> logins.add(new Login(address, SSH, account.login()))));
        String hostname = hostname(place);
        accounts.forEach(account -> logins.add(new Login(hostname, place.port(), account.login())));
        return logins;
    }
}
