/**
 * The state that this host has promised to keep: the slivers' endpoints, ports that others hold, the pool's settings,
 * and the slivers that were deleted. A SQLite file.
 *
 * <p>Nothing here speaks to the engine. What is lost with the file is read back from the containers' labels by others.
 */
@NullMarked
package org.berth.dockermaster.state;

import org.jspecify.annotations.NullMarked;
