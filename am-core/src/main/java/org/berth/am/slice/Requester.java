// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.Optional;
import org.berth.rspec.Urn;

/**
 * The authorised caller of a use case that makes or prolongs slivers.
 *
 * @param user the user for whom slivers are made, whose quota they count on; empty if that is not known
 * @param until the end of the credential, which no lease outlasts
 */
public record Requester(Optional<Urn> user, Instant until) {}
