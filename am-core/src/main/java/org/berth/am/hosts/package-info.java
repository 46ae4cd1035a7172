/**
 * The DockerMasters that this AM has, by name, and what each can take.
 *
 * <p>Nothing here knows slices or the protocol.
 */
@NullMarked
package org.berth.am.hosts;

import org.jspecify.annotations.NullMarked;
