/**
 * The container kind of sliver: the nodes of a request that become containers, what they need of a host, and how they are
 * shown in manifest and advertisement.
 *
 * <p>Nothing here writes to the store or calls a host. Ports and addresses are taken in {@code slice} still, steps on
 * hosts are in {@code work}.
 */
@NullMarked
package org.berth.am.kind.container;

import org.jspecify.annotations.NullMarked;
