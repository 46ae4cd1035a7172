// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import java.util.concurrent.atomic.AtomicInteger;
import org.berth.am.store.Store;

/** A store whose process dies right after a commit, before anybody hears of it. */
final class DyingStore implements Store {
    static final int DEATH = 137;

    private final Store store;
    private final AtomicInteger commitsLeft = new AtomicInteger(Integer.MAX_VALUE);

    DyingStore(Store store) {
        this.store = store;
    }

    /** Dies after that many commits from now; 1 is the next one. */
    void dieAfter(int commits) {
        commitsLeft.set(commits);
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        T result = store.write(transaction);
        if (commitsLeft.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(DEATH);
        }
        return result;
    }

    @Override
    public <T> T read(Transaction<T> transaction) {
        return store.read(transaction);
    }

    @Override
    public void close() {
        store.close();
    }
}
