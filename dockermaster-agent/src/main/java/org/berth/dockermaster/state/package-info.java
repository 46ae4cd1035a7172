/**
 * What this host has promised: which sliver has which endpoint, and which ports others have taken; what
 * its pool is, and which slivers were deleted. A SQLite file.
 *
 * <p>Nothing here speaks to the engine. What is lost with the file is read back from the containers' labels by others.
 */
@NullMarked
package org.berth.dockermaster.state;

import org.jspecify.annotations.NullMarked;
