// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.SliverTable;
import org.berth.am.store.Tables;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.Urn;

/**
 * Limits of the slots that one slice, one user and one project may have at the same time, on all hosts together.
 *
 * @param perSlice for the slivers of a slice
 * @param perUser for the slivers that a user had made, in whatever slices
 * @param perProject for the slivers of all slices of a project: those whose authority is the same sub-authority
 */
public record Quotas(Quota perSlice, Quota perUser, Quota perProject) {
    /** All may have all. */
    public static final Quotas NONE = new Quotas(Quota.UNLIMITED, Quota.UNLIMITED, Quota.UNLIMITED);

    /** The project that a slice is of, in comparable form; empty if its authority has no projects. */
    public static Optional<String> projectOf(Urn slice) {
        return Optional.of(slice.key().split("\\+", -1)[1]).filter(authority -> authority.contains(":"));
    }

    /**
     * Refuses slivers that would be more than a quota gives. What is deleted counts until its host has confirmed that.
     *
     * @param user for whom they are made; empty if that is not known
     * @throws AmException 6 with how many slots are in use
     */
    public void require(Tables tables, Hosts hosts, Urn slice, Optional<Urn> user, int slivers) {
        SliverTable table = tables.slivers();
        require(perSlice, "slice " + slice, hosts, () -> table.holdingOfSlice(slice.key()), slivers);
        user.ifPresent(urn -> require(perUser, "user " + urn, hosts, () -> table.holdingOfUser(urn.key()), slivers));
        projectOf(slice)
                .ifPresent(project -> require(
                        perProject, "project " + project, hosts, () -> table.holdingOfProject(project), slivers));
    }

    private static void require(Quota quota, String who, Hosts hosts, IntSupplier holding, int slivers) {
        if (!quota.isLimited()) {
            return;
        }
        int limit = quota.of(slots(hosts));
        int used = holding.getAsInt();
        if (used + slivers > limit) {
            throw new AmException(
                    GeniCode.TOOBIG,
                    who + " has " + used + " of at most " + limit
                            + " slots of this aggregate in use, and the request needs " + slivers
                            + " more; Delete slivers, or ask this aggregate's administrator for more");
        }
    }

    private static int slots(Hosts hosts) {
        return hosts.all().stream().mapToInt(Quotas::slots).sum();
    }

    private static int slots(Host host) {
        int pool = host.description().map(HostDescription::slots).orElse(0);
        return host.exclusive() ? Math.min(pool, 1) : pool;
    }
}
