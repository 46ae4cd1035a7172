// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The addresses that this machine's interfaces have now. */
final class Addresses {
    private Addresses() {}

    /** Those that others can reach, with prefix length, sorted, by interface; without interfaces that have none. */
    static Map<String, List<String>> ofThisMachine() {
        Map<String, List<String>> found = new TreeMap<>();
        try {
            for (Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces(); all.hasMoreElements(); ) {
                NetworkInterface each = all.nextElement();
                List<String> addresses = each.getInterfaceAddresses().stream()
                        .filter(address -> isReachable(address.getAddress()))
                        .map(Addresses::text)
                        .sorted()
                        .toList();
                if (!addresses.isEmpty()) {
                    found.put(each.getName(), addresses);
                }
            }
        } catch (SocketException e) {
            return Map.of();
        }
        return found;
    }

    private static boolean isReachable(InetAddress address) {
        return !address.isLinkLocalAddress() && !address.isLoopbackAddress();
    }

    private static String text(InterfaceAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        return (zone < 0 ? host : host.substring(0, zone)) + "/" + address.getNetworkPrefixLength();
    }
}
