/**
 * Configuration files with docker-am's section and key names: how they are read, the keys of a container host's pool,
 * and the agent's own configuration. What only an AM is told lives with the AM.
 *
 * <p>All problems of all files are found before anything is reported.
 */
@NullMarked
package org.berth.dockermaster.config;

import org.jspecify.annotations.NullMarked;
