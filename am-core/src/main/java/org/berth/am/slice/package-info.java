/**
 * The use cases on slices and slivers, and the workers that make desired and observed state equal.
 *
 * <p>Nothing here knows XML-RPC, TLS or credentials: callers come in already authorised, with the time until which their
 * credential is good. Nothing slow happens inside a use case; slow work is persisted and carried out by workers.
 */
@NullMarked
package org.berth.am.slice;

import org.jspecify.annotations.NullMarked;
