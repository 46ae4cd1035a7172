// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One lock per sliver that is being worked on, so that work on one sliver never waits for another's. */
final class SliverLocks {
    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        /** Threads that hold it or wait for it; guarded by the map. */
        private int users;
    }

    private final Map<String, Counted> locks = new HashMap<>();

    <T> T locked(String sliver, Supplier<T> action) {
        Counted lock;
        synchronized (locks) {
            lock = locks.computeIfAbsent(sliver, s -> new Counted());
            lock.users++;
        }
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
            synchronized (locks) {
                if (--lock.users == 0) {
                    locks.remove(sliver);
                }
            }
        }
    }
}
