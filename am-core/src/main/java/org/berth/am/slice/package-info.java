/**
 * The use cases: slices, slivers, their states, leases and placement, and the workers that make wanted and found equal.
 *
 * <p>Nothing here knows XML-RPC, TLS or credentials: callers come in already authorised, with the time until which their
 * credential is good. Nothing slow happens inside a use case; slow work is persisted and carried out by workers.
 */
@NullMarked
package org.berth.am.slice;

import org.jspecify.annotations.NullMarked;
