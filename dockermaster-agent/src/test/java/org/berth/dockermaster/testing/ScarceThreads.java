// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** As many threads as are asked for, but when the machine is said to have none left. */
public final class ScarceThreads extends ThreadPoolExecutor {
    private final AtomicInteger missing = new AtomicInteger();

    public ScarceThreads() {
        super(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
    }

    /** The next so many tasks get no thread, as where the system has no more of them. */
    public void runOut(int tasks) {
        missing.set(tasks);
    }

    /** Whether all tasks that were to get no thread were refused. */
    public boolean hadNone() {
        return missing.get() <= 0;
    }

    @Override
    public void execute(Runnable task) {
        if (missing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        super.execute(task);
    }
}
