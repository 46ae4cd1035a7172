// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.berth.dockermaster.testing.Frames;

/** The names of the {@link Frames} that come in at an interface: of this machine, or in the namespace of a process. */
final class Wiretap implements AutoCloseable {
    private final Process process;
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    private Wiretap(Process process) {
        this.process = process;
        Thread reading = new Thread(this::read, "wiretap");
        reading.setDaemon(true);
        reading.start();
    }

    /** Listens at an interface of this machine. */
    static Wiretap here(String device) {
        return start(List.of("perl", "-e", Frames.LISTEN, device));
    }

    /** Listens in a container. */
    static Wiretap inside(long pid, String device) {
        return start(List.of("nsenter", "--net=/proc/" + pid + "/ns/net", "--", "perl", "-e", Frames.LISTEN, device));
    }

    private static Wiretap start(List<String> command) {
        try {
            Wiretap tap = new Wiretap(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            tap.awaitHeard("ready");
            return tap;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(heard::add);
        } catch (IOException | UncheckedIOException e) {
            // It was ended.
        }
    }

    /** Waits for a frame; what was sent before it was heard before it. */
    void awaitHeard(String name) {
        await("'" + name + "' to be heard").atMost(Duration.ofSeconds(30)).until(() -> heard.contains(name));
    }

    Set<String> heard() {
        return Set.copyOf(heard);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
