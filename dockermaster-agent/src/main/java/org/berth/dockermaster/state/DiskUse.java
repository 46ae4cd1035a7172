// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import org.berth.dockermaster.DiskCondition;

/**
 * What is known of a container's disk that is nearly full, or more.
 *
 * @param generation of which the container is
 * @param condition what is told of it
 * @param usedBytes what it had written when it first was beyond its limit
 */
public record DiskUse(int generation, DiskCondition condition, long usedBytes) {}
