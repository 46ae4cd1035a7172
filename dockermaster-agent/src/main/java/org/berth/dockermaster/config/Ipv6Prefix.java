// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The prefix of a host's {@code ipv6_prefix}: docker-am's forms, one to four groups and {@code ::} for a /64, five
 * groups and {@code :} or {@code ::} for a /80; or CIDR with one of these lengths.
 */
final class Ipv6Prefix {
    static final String FORMS = "a /64 like 2001:db8:0:1:: or 2001:db8:0:1::/64, or a /80 like 2001:db8:0:1:2: or"
            + " 2001:db8:0:1:2::/80, outside fe80::/10 and ff00::/8, with no bit set after the prefix";

    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int GROUPS_OF_64 = 4;
    private static final int GROUPS_OF_80 = 5;

    private Ipv6Prefix() {}

    /** The prefix in CIDR form, {@code 2001:db8::/64}; empty if the text is none. */
    static Optional<String> toCidr(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<List<Integer>> groups = groups(address);
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        int given = groups.get().size();
        int wanted;
        if (slash < 0) {
            wanted = given <= GROUPS_OF_64 ? GROUPS_OF_64 : GROUPS_OF_80;
        } else {
            switch (text.substring(slash)) {
                case "/64" -> wanted = GROUPS_OF_64;
                case "/80" -> wanted = GROUPS_OF_80;
                default -> {
                    return Optional.empty();
                }
            }
        }
        return given > wanted || !isUnicast(groups.get().get(0))
                ? Optional.empty()
                : Optional.of(write(groups.get(), wanted));
    }

    /** The groups before the closing colons, without zeros at the end; empty if it is no address that ends so. */
    private static Optional<List<Integer>> groups(String address) {
        int first = address.indexOf("::");
        String head;
        if (address.endsWith("::") && first == address.length() - 2) {
            head = address.substring(0, first);
        } else if (address.endsWith(":") && first < 0) {
            head = address.substring(0, address.length() - 1);
            if (head.split(":", -1).length != GROUPS_OF_80) {
                return Optional.empty();
            }
        } else {
            return Optional.empty();
        }
        String[] parts = head.split(":", -1);
        if (parts.length > GROUPS_OF_80
                || !Arrays.stream(parts).allMatch(part -> GROUP.matcher(part).matches())) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(parts).map(part -> Integer.parseInt(part, 16)).toList());
    }

    private static boolean isUnicast(int firstGroup) {
        return firstGroup != 0 && (firstGroup & 0xff00) != 0xff00 && (firstGroup & 0xffc0) != 0xfe80;
    }

    private static String write(List<Integer> groups, int prefixGroups) {
        List<Integer> shown = new ArrayList<>(groups);
        while (shown.get(shown.size() - 1) == 0) {
            shown.remove(shown.size() - 1);
        }
        return String.join(":", shown.stream().map(Integer::toHexString).toList()) + "::/" + prefixGroups * 16;
    }
}
