// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

/**
 * The result of a command.
 *
 * @param exitCode 0 is success; -1 if the container stopped before it ended
 * @param outputTail the end of stdout and stderr together, at most 4 KiB
 */
public record ExecuteResult(int exitCode, String outputTail) {}
