// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.Locale;
import java.util.regex.Pattern;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Names for what belongs to a sliver, made from the last part of its URN, which is a UUID. */
final class SliverName {
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private SliverName() {}

    /** The part of a sliver's URN behind its last {@code +}: fit as a name for files and containers. */
    static String of(String sliver) {
        String last = sliver.substring(sliver.lastIndexOf('+') + 1);
        if (!FIT.matcher(last).matches()) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "sliver URN '" + sliver + "' does not end in a name of 1 to 64 letters, digits, '_', '.' and '-'");
        }
        return last;
    }

    /**
     * A host name like the node's client_id, which is free text: letters, digits and inner hyphens (RFC 1123), at most 63;
     * {@code node} if nothing of it is left.
     */
    static String hostname(String node) {
        String label = node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = label.substring(0, Math.min(label.length(), 63)).replaceAll("^-|-$", "");
        return cut.isEmpty() ? "node" : cut;
    }

    static String container(String sliver, int generation) {
        return "berth-" + of(sliver) + "-" + generation;
    }
}
