/**
 * The identities of AM and agents: certificates of the AM's own authority for its hosts, certificate requests, the
 * checks of a peer's certificate, and the folder of an agent's own identity. Used by both ends.
 *
 * <p>Nothing here speaks over a network.
 */
@NullMarked
package org.berth.dockermaster.trust;

import org.jspecify.annotations.NullMarked;
