// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** What the last accepted call wants of a sliver's container. */
public enum DesiredState {
    /** Nothing yet: allocated only. */
    RESERVED,
    RUNNING,
    STOPPED,
    /** No container and no reservation: the sliver is deleted. */
    ABSENT
}
