/**
 * AM API v2 and v3: arguments decoded into typed requests, results encoded into typed structs, errors into codes.
 *
 * <p>No rule about slivers lives here; no transport either.
 */
@NullMarked
package org.berth.am.api;

import org.jspecify.annotations.NullMarked;
