// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.berth.base.DaemonThreads;
import org.berth.base.Printable;

/**
 * Another machine, reached with this one's {@code ssh}. Commands are texts of ours; whatever a person gave travels on their
 * standard input, never in them.
 */
public final class RemoteMachine {
    /** No option of ssh, and nothing that a shell would touch. */
    private static final Pattern DESTINATION =
            Pattern.compile("([A-Za-z0-9._][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9:._%-]*");

    private static final int KEPT_LINES = 200;
    private static final int SECONDS_OF_SILENCE = 10;

    private final String destination;
    private final List<String> ssh;
    private final Consumer<String> progress;

    /** The data written to a command's standard input. */
    @FunctionalInterface
    interface Input {
        /** Nothing. */
        Input NONE = out -> {};

        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Connects at each command.
     *
     * @param destination as ssh takes it: {@code user@host}, or a name of its configuration
     * @param options further arguments of ssh, options alone
     * @param progress takes a line while a command takes long
     */
    public RemoteMachine(String destination, List<String> options, Consumer<String> progress) {
        if (!DESTINATION.matcher(destination).matches()) {
            throw new IllegalArgumentException("'" + Printable.lines(destination)
                    + "' is no machine: write USER@HOST, like root@host2.example.org");
        }
        this.destination = destination;
        this.progress = progress;
        ssh = new ArrayList<>(List.of("ssh"));
        ssh.addAll(options);
        // The first of two values counts, so the options given win.
        for (String option : List.of("BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15")) {
            ssh.addAll(List.of("-o", option));
        }
    }

    /**
     * Runs a command to its end.
     *
     * @return the last 200 lines of its standard output, without blanks at the ends; not what ssh itself and others say on
     *     standard error
     * @throws IOException with both, if it fails or the machine is not reached
     */
    String run(String command, Input input) throws IOException {
        List<String> arguments = new ArrayList<>(ssh);
        arguments.addAll(List.of("--", destination, command));
        Process process = new ProcessBuilder(arguments).start();
        LastLines answer = new LastLines();
        LastLines all = new LastLines();
        List<Thread> readers = List.of(
                reader(process.getInputStream(), List.of(answer, all)), reader(process.getErrorStream(), List.of(all)));
        try {
            write(process, input);
            awaitEnd(process);
            for (Thread reader : readers) {
                reader.join(TimeUnit.SECONDS.toMillis(SECONDS_OF_SILENCE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IOException(all.text().isEmpty() ? "ssh ended with status " + process.exitValue() : all.text());
        }
        return answer.text();
    }

    private static void write(Process process, Input input) {
        try (OutputStream out = process.getOutputStream()) {
            input.writeTo(out);
        } catch (IOException e) {
            // It ended before it read all; its status and its words say why.
        }
    }

    private void awaitEnd(Process process) throws InterruptedException {
        for (int waited = SECONDS_OF_SILENCE;
                !process.waitFor(SECONDS_OF_SILENCE, TimeUnit.SECONDS);
                waited += SECONDS_OF_SILENCE) {
            progress.accept("  ... " + waited + " s");
        }
    }

    private static Thread reader(InputStream from, List<LastLines> to) {
        Thread reader = DaemonThreads.start("ssh output", () -> read(from, to));
        return reader;
    }

    private static void read(InputStream from, List<LastLines> to) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String printable = Printable.lines(line);
                to.forEach(kept -> kept.add(printable));
            }
        } catch (IOException e) {
            // The process was ended from here.
        }
    }

    private static final class LastLines {
        private final Deque<String> lines = new ArrayDeque<>();

        synchronized void add(String line) {
            lines.add(line);
            if (lines.size() > KEPT_LINES) {
                lines.remove();
            }
        }

        synchronized String text() {
            return String.join("\n", lines).strip();
        }
    }
}
