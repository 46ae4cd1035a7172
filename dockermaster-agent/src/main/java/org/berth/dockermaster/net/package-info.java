/**
 * Addresses, ports, the containers' network and the rules that keep containers apart.
 *
 * <p>Nothing here knows slivers: it is told prefixes, MAC addresses, ports and bridges.
 */
@NullMarked
package org.berth.dockermaster.net;

import org.jspecify.annotations.NullMarked;
