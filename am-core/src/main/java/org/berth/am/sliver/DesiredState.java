// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** The desired state of a sliver's container, by the last accepted call. */
public enum DesiredState {
    /** Nothing yet: allocated only. */
    RESERVED,
    RUNNING,
    STOPPED,
    /** No container and no reservation: the sliver is deleted. */
    ABSENT
}
