// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.Hardware;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.manifest.ManifestNode;
import org.berth.rspec.manifest.ManifestNode.Login;

/** Writes slivers as nodes of a manifest. */
public final class ContainerManifest {
    private static final int SSH = 22;

    private final Hosts hosts;
    private final SlicePolicy policy;
    private final PublicAddresses addresses;

    public ContainerManifest(Hosts hosts, SlicePolicy policy, PublicAddresses addresses) {
        this.hosts = hosts;
        this.policy = policy;
        this.addresses = addresses;
    }

    /** Returns the node of one sliver with its accounts. */
    public ManifestNode node(Sliver sliver, List<AccountRow> accounts) {
        SliverRow.Place place = sliver.row().place();
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

    /**
     * Returns the hostname of the node's forwarded port; for a host that was removed, its name.
     */
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
