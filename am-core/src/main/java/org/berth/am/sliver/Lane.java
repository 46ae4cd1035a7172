// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** The threads of a host for one sort of steps: however long those of one sort take, they delay none of another. */
public enum Lane {
    /** Steps that end something, and wait for no program of a container. */
    CLEAR(5),
    /** Steps that make a container, in which nothing but its image's programs runs. */
    MAKE(5),
    /** Steps that wait for programs of a container, which its user may have replaced. */
    CONTAINER(10);

    private final int perHost;

    Lane(int perHost) {
        this.perHost = perHost;
    }

    /** Returns the number of slivers of one host that it works on at once. */
    public int perHost() {
        return perHost;
    }
}
