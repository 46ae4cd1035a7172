/**
 * The connection to a Docker engine: which API version is spoken, how long an answer may take, and how docker-java's
 * exceptions become {@link org.berth.dockermaster.DockerMasterException}.
 *
 * <p>Nothing here knows slivers, networks or images; every other package reaches the engine through this one.
 */
@NullMarked
package org.berth.dockermaster.engine;

import org.jspecify.annotations.NullMarked;
