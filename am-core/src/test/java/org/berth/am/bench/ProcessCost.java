// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a process of this machine costs it, as Linux counts it. */
record ProcessCost(ProcessHandle process) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB"); // proc(5), status

    private static final int UTIME = 11; // after the name; then stime, cutime, cstime
    private static final long TICKS_PER_SECOND = 100; // as Linux tells programs

    /** The processor time that it, its threads and its ended children have used since it began; to ten milliseconds. */
    Duration processorTime() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")); // proc(5)
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = IntStream.of(UTIME, UTIME + 1, UTIME + 2, UTIME + 3)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
            return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " has ended", e);
        }
    }

    /** How much of it is in memory, in MiB. */
    long residentMebibytes() throws IOException {
        Matcher status = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        if (!status.find()) {
            throw new IOException("process " + process.pid() + " has ended");
        }
        return Long.parseLong(status.group(1)) / 1024;
    }
}
