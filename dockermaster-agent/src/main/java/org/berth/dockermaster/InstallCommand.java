// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

/**
 * A {@code services/install} of a request: fetched and unpacked inside the container, by the container's own programs.
 *
 * @param index its position among the node's install elements, from 0
 * @param url http or https
 * @param installPath absolute folder, made if it is not there
 */
public record InstallCommand(int index, String url, String installPath) {}
