// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.revocation;

/**
 * An entry of the deny-list.
 *
 * @param what a URN (user, authority, tool or slice), or {@code sha256:} and the 64 hex digits of a certificate's DER
 * @param reason why, for the admins; may be empty
 */
public record DenyListEntry(String what, String reason) {}
