// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine. */
public final class Ports {
    private Ports() {}

    /** Returns whether nothing on this machine listens on a port, on whichever of its addresses. */
    public static boolean isFree(int port) {
        return isFree(new InetSocketAddress(port));
    }

    /** Returns whether nothing listens where connections to an address of this machine would come. */
    public static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections that just ended on the port do not make it taken.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
