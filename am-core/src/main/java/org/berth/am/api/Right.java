// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import org.berth.am.slice.Requester;
import org.berth.am.slice.Target;
import org.berth.rspec.Urn;

/**
 * A caller's proved right to what it asked for.
 *
 * @param target what it is about, spelled as in the credential
 * @param requester the user for whom it is asked, and when the right ends
 * @param shown the slice as the client wrote it, where it did: jFed compares the texts
 */
record Right(Target target, Requester requester, Urn shown) {}
