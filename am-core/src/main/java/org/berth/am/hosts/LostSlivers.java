// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

/** Fails the slivers of a host that is given up. */
@FunctionalInterface
public interface LostSlivers {
    /**
     * Fails all slivers of a host, which nothing is asked of any more.
     *
     * @param reason for their owners
     * @return how many live ones there were
     */
    int fail(String host, String reason);
}
