// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;

/** Is told what becomes of hosts, by any thread, one host's calls maybe at once; must not block for long. */
public interface HostListener {
    /** A host that did not answer does again, or answered for the first time. */
    default void returned(Host host) {}

    /** A host does not answer, or for another reason than before. */
    default void lost(Host host) {}

    /** Called when a host's description is not what it was. */
    default void described(Host host, HostDescription description) {}

    /** Something happened on a host: a hint to look. */
    default void event(Host host, HostEvent event) {}

    /** The host is none of ours any more; {@link Hosts#named} does not find it now. */
    default void removed(Host host) {}
}
