// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.time.Instant;
import org.berth.am.auth.trust.AcceptedRoots;
import org.berth.rspec.Urn;

/**
 * A caller's proved right to act on a slice.
 *
 * @param slice the slice, spelled as in the credential
 * @param user on whose behalf
 * @param until when the right ends: no lease may outlast it
 * @param credential the SHA-256 of the credential that gives it, in hex
 * @param anchor the trust anchor that vouches for the slice, see {@link AcceptedRoots}
 */
public record Grant(Urn slice, Urn user, Instant until, String credential, String anchor) {}
