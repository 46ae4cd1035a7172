package org.berth.am.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process of this machine costs it, as Linux counts it. */
record ProcessCost(ProcessHandle process) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB"); // proc(5), status

    /** The processor time that it and its threads have used since it began; to ten milliseconds. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
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
