// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells a person what is being done, each line with the seconds since the start. */
final class Progress {
    private final Consumer<String> lines;
    private final long start = System.nanoTime();

    Progress(Consumer<String> lines) {
        this.lines = lines;
    }

    void say(String step) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        lines.accept("%4d s  %s".formatted(seconds, step));
    }
}
