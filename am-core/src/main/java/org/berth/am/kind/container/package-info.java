/**
 * The container kind of sliver: the nodes of a request that become containers, what they need of a host, and how they are
 * shown in manifest and advertisement.
 *
 * <p>Nothing outside of this package and of {@code work} knows of ssh ports, images or container types. Nothing here writes to
 * the store or calls a host.
 */
@NullMarked
package org.berth.am.kind.container;

import org.jspecify.annotations.NullMarked;
