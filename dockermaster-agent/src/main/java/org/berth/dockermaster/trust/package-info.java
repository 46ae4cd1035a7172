/**
 * Who may be AM and who agent: certificates of the AM's own authority for its hosts, certificate requests, what is checked of
 * a peer's certificate, and where an agent keeps its own. Used by both ends.
 *
 * <p>Nothing here speaks over a network.
 */
@NullMarked
package org.berth.dockermaster.trust;

import org.jspecify.annotations.NullMarked;
