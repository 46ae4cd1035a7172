/**
 * {@link org.berth.dockermaster.DockerMaster} on an engine of this machine: the steps of a sliver's container, in their
 * order, on top of {@code engine}, {@code net}, {@code files}, {@code state} and {@code image}.
 *
 * <p>Nothing here speaks to the AM; the agent serves {@link org.berth.dockermaster.local.LocalDockerMaster} to one.
 */
@NullMarked
package org.berth.dockermaster.local;

import org.jspecify.annotations.NullMarked;
