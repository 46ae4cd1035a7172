/**
 * Builds a running AM from its configuration, and ends it.
 *
 * <p>Knows all that makes up a server. No rule about slices, hosts or callers lives here.
 */
@NullMarked
package org.berth.am.main;

import org.jspecify.annotations.NullMarked;
