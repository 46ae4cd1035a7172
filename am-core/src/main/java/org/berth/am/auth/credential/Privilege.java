// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

/**
 * One privilege of a credential.
 *
 * @param name an SFA privilege such as {@code control}, or {@code *} for all that the target's type has
 * @param canDelegate whether the owner may hand it on
 */
public record Privilege(String name, boolean canDelegate) {}
