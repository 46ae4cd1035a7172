// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.util.concurrent.ThreadLocalRandom;

/** One of the processes that run tests side by side, which share this machine's networks and ports. */
public final class TestProcess {
    /** Which one it is, from 1. */
    public static final int NUMBER = Integer.getInteger("berth.test.process", 1);

    private static final int NUMBERS = 50;

    private TestProcess() {}

    /** A number for a network that no other of the first four processes draws, from 1 to 199. */
    static int networkNumber() {
        return NUMBERS * (NUMBER - 1) + ThreadLocalRandom.current().nextInt(1, NUMBERS);
    }
}
