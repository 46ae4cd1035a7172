// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.am.hosts.Host;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostFacts;
import org.berth.rspec.advertisement.AdvertisedNode.Feature;
import org.berth.rspec.advertisement.Advertisement;

/**
 * The description of a host's machine for users. Not its addresses, hardware addresses, serial number and neighbours:
 * those are its admin's.
 */
public final class Hardware {
    private static final long MIB = 1024 * 1024;

    /** Makers write a processor's speed at the end of its name: {@code ... @ 2.40GHz}. */
    private static final Pattern SPEED = Pattern.compile("@ *(\\d{1,2})\\.(\\d\\d)GHz");

    private Hardware() {}

    /** The hardware types that a request gets this host by: the one of all hosts first, then its own. */
    public static List<String> types(Host host) {
        return Stream.concat(
                        Stream.of(Advertisement.HARDWARE_TYPE),
                        Advertisement.hardwareType(facts(host).product()).stream())
                .distinct()
                .toList();
    }

    /** Returns the most exact hardware type of a host. */
    public static String ownType(Host host) {
        List<String> types = types(host);
        return types.get(types.size() - 1);
    }

    public static List<String> interfaces(Host host) {
        return facts(host).nics().stream().map(HostFacts.Nic::name).toList();
    }

    /**
     * Returns the resources of a host for slivers, allocated or not: the speed where the maker tells it, the rest where
     * the host answered.
     */
    public static List<Feature> features(Host host) {
        List<Feature> features = new ArrayList<>();
        speed(facts(host).cpuModel()).ifPresent(mhz -> features.add(new Feature("cpu", mhz)));
        if (host.millicpus() >= 1000) {
            features.add(new Feature("cores", host.millicpus() / 1000));
        }
        if (host.memoryBytes() >= MIB) {
            features.add(new Feature("ram", host.memoryBytes() / MIB));
        }
        if (!host.exclusive()) {
            features.add(new Feature("pcshared", 1));
        }
        return features;
    }

    private static OptionalLong speed(String cpuModel) {
        Matcher speed = SPEED.matcher(cpuModel);
        return speed.find()
                ? OptionalLong.of(Long.parseLong(speed.group(1)) * 1000 + Long.parseLong(speed.group(2)) * 10)
                : OptionalLong.empty();
    }

    private static HostFacts facts(Host host) {
        return host.description().map(HostDescription::facts).orElse(HostFacts.UNKNOWN);
    }
}
