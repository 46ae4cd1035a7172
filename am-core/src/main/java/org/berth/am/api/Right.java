// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import org.berth.am.slice.Target;
import org.berth.rspec.Urn;

/**
 * A caller's proved right to what it asked for.
 *
 * @param target what it is about, spelled as in the credential
 * @param until when the right ends: no lease may outlast it
 * @param shown the slice as the client wrote it, where it did: jFed compares the texts
 */
record Right(Target target, Instant until, Urn shown) {}
