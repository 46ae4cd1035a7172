// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.berth.dockermaster.HostFacts.Nic;

/** The machine's network interfaces, from {@code /sys/class/net} (Linux, Documentation/ABI/testing/sysfs-class-net). */
final class Nics {
    private static final String NET = "sys/class/net/";
    private static final int MAX_NICS = 64;
    private static final int MAX_ADDRESSES = 32;

    /** Loopback and what engines and Berth make for containers. */
    private static final Pattern OF_CONTAINERS = Pattern.compile("lo|(veth|docker|berth|br-).*");

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private Nics() {}

    /**
     * Physical interfaces and those with an address, by name.
     *
     * @param addresses with prefix length, by interface
     */
    static List<Nic> read(SystemFiles files, Map<String, List<String>> addresses) {
        TreeSet<String> names = new TreeSet<>(files.names("sys/class/net"));
        names.addAll(addresses.keySet());
        return names.stream()
                .filter(SystemFiles::isPlain)
                .filter(name -> !OF_CONTAINERS.matcher(name).matches())
                .filter(name -> addresses.containsKey(name) || files.exists(NET + name + "/device"))
                .limit(MAX_NICS)
                .map(name -> new Nic(
                        name,
                        mac(files, name),
                        speed(files, name),
                        addresses.getOrDefault(name, List.of()).stream()
                                .limit(MAX_ADDRESSES)
                                .toList()))
                .toList();
    }

    private static String mac(SystemFiles files, String name) {
        String mac = files.line(NET + name + "/address").toLowerCase(Locale.ROOT);
        return MAC.matcher(mac).matches() && !mac.equals("00:00:00:00:00:00") ? mac : "";
    }

    /**
     * Returns the speed of an interface; empty without a link, where the driver says -1, 65535, 4294967295 or refuses.
     */
    private static OptionalInt speed(SystemFiles files, String name) {
        OptionalLong speed = files.number(NET + name + "/speed");
        return speed.isPresent()
                        && speed.getAsLong() > 0
                        && speed.getAsLong() < Integer.MAX_VALUE
                        && speed.getAsLong() != 0xFFFF
                ? OptionalInt.of((int) speed.getAsLong())
                : OptionalInt.empty();
    }
}
