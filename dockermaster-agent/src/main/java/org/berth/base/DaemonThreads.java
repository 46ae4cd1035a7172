// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process from ending. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** A thread that is not started yet. */
    public static Thread make(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Starts a thread. */
    public static Thread start(String name, Runnable task) {
        Thread thread = make(name, task);
        thread.start();
        return thread;
    }

    /** Makes the threads of an executor, all of the same name. */
    public static ThreadFactory named(String name) {
        return task -> make(name, task);
    }
}
