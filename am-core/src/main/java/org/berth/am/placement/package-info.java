/**
 * The choice of a host for each node of a request: what a node needs, what each host has left, and the limits of slices and users.
 *
 * <p>Reads hosts and the caller's transaction, and changes neither.
 */
@NullMarked
package org.berth.am.placement;

import org.jspecify.annotations.NullMarked;
