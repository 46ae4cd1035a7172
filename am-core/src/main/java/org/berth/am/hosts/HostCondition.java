// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.util.Locale;

/** The condition of a host in one word, as {@code berth host list} and the metrics show it. */
public enum HostCondition {
    /** It answers and takes new slivers. */
    AVAILABLE,
    /** It answers; an admin wants nothing new on it. */
    DRAINED,
    /** It goes as soon as nothing is left on it. */
    LEAVING,
    /** It answers, and can start no container. */
    UNAVAILABLE,
    /** It does not answer. */
    UNREACHABLE,
    /** It answered with what no host may say; nothing of that is used. */
    MISBEHAVING;

    /** The word itself. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
