// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

/**
 * A {@code services/execute} of a request.
 *
 * @param index its position among the node's execute elements, from 0
 * @param shell {@code sh} or {@code bash}, or an absolute path to one
 * @param command the text given to the shell, any length up to 64 KiB
 */
public record ExecuteCommand(int index, String shell, String command) {}
