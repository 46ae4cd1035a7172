// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.am.hosts.Host;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.image.BaseImage;
import org.berth.rspec.Urn;

/**
 * The policy of this AM: its name, leases, types, images and quotas.
 *
 * @param aggregate the AM's URN
 * @param allocatedLease the time for which allocated slivers wait for Provision (AM API v3: minutes)
 * @param defaultLease given at Provision when no end is asked for
 * @param maxLease the longest lease from now that is ever given
 * @param types the sliver types offered; the first is used where a request names none
 * @param acceptExclusive whether a request for {@code exclusive="true"} is served with a container on a shared host
 * @param images the engines' names of the images that are offered beside the base image, where a host has them
 * @param quotas the number of slots that one slice, user or project may have
 * @param manifestUsers whether manifests list users and keys, where the jFed editor of 2014 cannot read them
 */
public record SlicePolicy(
        Urn aggregate,
        Duration allocatedLease,
        Duration defaultLease,
        Duration maxLease,
        List<ContainerType> types,
        boolean acceptExclusive,
        Set<String> images,
        Quotas quotas,
        boolean manifestUsers) {
    public SlicePolicy {
        types = List.copyOf(types);
        images = Set.copyOf(images);
    }

    /** The images of a host that its slivers may be made from: an engine has others, too, which are nobody's business. */
    public List<String> offeredImages(Host host) {
        return host.description().map(HostDescription::images).orElse(List.of()).stream()
                .filter(image -> image.equals(BaseImage.NAME) || images.contains(image))
                .toList();
    }

    /** Ten minutes for what is allocated, no quotas, and manifests that every client reads. */
    public SlicePolicy(
            Urn aggregate,
            Duration defaultLease,
            Duration maxLease,
            List<ContainerType> types,
            boolean acceptExclusive,
            Set<String> images) {
        this(
                aggregate,
                Duration.ofMinutes(10),
                defaultLease,
                maxLease,
                types,
                acceptExclusive,
                images,
                Quotas.NONE,
                false);
    }

    public ContainerType defaultType() {
        return types.get(0);
    }

    public Optional<ContainerType> type(String name) {
        return Optional.ofNullable(typesByName().get(name));
    }

    public Map<String, ContainerType> typesByName() {
        Map<String, ContainerType> byName = new LinkedHashMap<>();
        types.forEach(type -> byName.put(type.name(), type));
        return byName;
    }

    /** The latest end of any lease now. */
    public Instant latestEnd(Instant now, Instant credentialEnd) {
        return earlier(credentialEnd, now.plus(maxLease)).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The latest end now of a sliver's lease: minutes while it is only allocated. */
    public Instant latestEnd(Sliver sliver, Instant now, Instant credentialEnd) {
        return sliver.allocation() == AllocationState.ALLOCATED
                ? allocatedEnd(now, credentialEnd, Optional.empty())
                : latestEnd(now, credentialEnd);
    }

    /** The end of the lease that Allocate gives. */
    public Instant allocatedEnd(Instant now, Instant credentialEnd, Optional<Instant> asked) {
        Instant end = earlier(now.plus(allocatedLease), latestEnd(now, credentialEnd));
        return asked.map(wish -> earlier(wish, end)).orElse(end).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The end of the lease that Provision gives. */
    public Instant provisionedEnd(Instant now, Instant credentialEnd, Optional<Instant> asked) {
        return earlier(asked.orElse(now.plus(defaultLease)), latestEnd(now, credentialEnd))
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
