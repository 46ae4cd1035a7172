// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import org.berth.dockermaster.DiskCondition;

/**
 * The use of a container's disk that is nearly full, or more.
 *
 * @param generation the generation of the container
 * @param condition the condition as it is reported
 * @param usedBytes what it had written when it first was beyond its limit
 */
public record DiskUse(int generation, DiskCondition condition, long usedBytes) {}
