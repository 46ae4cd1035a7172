/**
 * The agent: the process that serves one container host to its AM, and its command line. Puts together what the other
 * packages have; what is more than that does not live here.
 */
@NullMarked
package org.berth.dockermaster.agent;

import org.jspecify.annotations.NullMarked;
