/**
 * The use cases on slices and slivers.
 *
 * <p>Nothing here knows XML-RPC, TLS or credentials: callers come in already authorised, with the time until which their
 * credential is good. Nothing slow happens inside a use case; slow work is stored, and carried out in {@code work}.
 */
@NullMarked
package org.berth.am.slice;

import org.jspecify.annotations.NullMarked;
