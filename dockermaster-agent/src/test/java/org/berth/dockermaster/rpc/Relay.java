// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A network between AM and agent that can lose what is sent without telling either. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile AtomicBoolean swallowing = new AtomicBoolean();

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static Relay to(int port) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        run(relay::accept);
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections stay open, and nothing comes through any more; new ones work. */
    void swallowAllOnPresentConnections() {
        AtomicBoolean present = swallowing;
        swallowing = new AtomicBoolean();
        present.set(true);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(near, far));
            AtomicBoolean lost = swallowing;
            run(() -> copy(near, far, lost));
            run(() -> copy(far, near, lost));
        }
    }

    private static void copy(Socket from, Socket to, AtomicBoolean lost) throws IOException {
        byte[] buffer = new byte[8192];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            if (!lost.get()) {
                out.write(buffer, 0, length);
            }
        }
        // Nor does it come through that one end has hung up, once things are lost.
        if (!lost.get()) {
            to.close();
        }
    }

    private interface Loop {
        void run() throws IOException;
    }

    private static void run(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                // The test has closed the sockets.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
