/**
 * The installation of another machine as a container host: over ssh, with the agent's Debian package.
 *
 * <p>Knows the AM only by {@link org.berth.am.install.AmHosts}; runs in the admin's command, not in the AM.
 */
@NullMarked
package org.berth.am.install;

import org.jspecify.annotations.NullMarked;
