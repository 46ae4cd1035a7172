/**
 * The enrollment of agents as hosts of this AM: the AM's authority for hosts, tokens, the listener for agents that
 * enrol, and the renewal of certificates.
 *
 * <p>The hosts and their names are known elsewhere.
 */
@NullMarked
package org.berth.am.enroll;

import org.jspecify.annotations.NullMarked;
