// SPDX-License-Identifier: Apache-2.0
package org.berth.am.audit;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.berth.base.DurableFiles;
import org.slf4j.LoggerFactory;

/**
 * The audit log in files, one JSON object a line, written by a thread of its own. A new file begins each day and after 16
 * MiB; files are kept for 400 days, and at most 2 GiB of them. Refused calls, and what a caller changes beyond a budget, are in
 * files of their own, at most 256 MiB each, so that they never push out the rest; within such a file all callers share the room. Where a line cannot be written, the AM's log says so.
 */
public final class AuditFile implements Audit, AutoCloseable {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(AuditFile.class);
    private static final int WAITING = 1024;
    private static final int FLUSH_MILLIS = 10_000;
    private static final String CHANGES = "audit";
    /** The name of the files, and the event that is written there. */
    private static final String REFUSALS = "refused";

    private static final String EXCESS = "excess";

    private final LoggerContext context = new LoggerContext();
    private final Logger changes;
    private final Logger refusals;
    private final Logger excess;
    private final InstantSource clock;
    private final ObjectMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AuditFile(Path directory, InstantSource clock) {
        this.clock = clock;
        context.setName("audit");
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.getStatusManager().add(AuditFile::tell);
        changes = lines(directory, CHANGES, "2GB");
        refusals = lines(directory, REFUSALS, "256MB");
        excess = lines(directory, EXCESS, "256MB");
    }

    private Logger lines(Path directory, String name, String most) {
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(WAITING);
        async.setDiscardingThreshold(0);
        async.setMaxFlushTime(FLUSH_MILLIS);
        async.addAppender(file(directory, name, most));
        async.start();
        Logger made = context.getLogger(name);
        made.setLevel(Level.INFO);
        made.addAppender(async);
        return made;
    }

    /** The folder of the audit log of an AM with this state directory. */
    public static Path in(Path stateDirectory) {
        return stateDirectory.resolve("audit");
    }

    /**
     * Opens the audit log in a folder, made for its owner alone if there is none.
     *
     * @throws IOException with a sentence for the admin, if nothing can be written there
     */
    public static AuditFile open(Path directory, InstantSource clock) throws IOException {
        try {
            DurableFiles.makePrivateFolder(directory);
            for (String name : List.of(CHANGES, REFUSALS, EXCESS)) {
                makePrivate(current(directory, name));
                endLine(current(directory, name));
            }
        } catch (IOException e) {
            throw new IOException("the audit log cannot be written in " + directory + ": " + e, e);
        }
        return new AuditFile(directory, clock);
    }

    /** The file to which lines are added now. */
    static Path current(Path directory) {
        return current(directory, CHANGES);
    }

    private static Path current(Path directory, String name) {
        return directory.resolve(name + ".jsonl");
    }

    @Override
    public void write(String event, Map<String, ?> fields) {
        write(event.equals(REFUSALS) ? refusals : changes, event, fields);
    }

    @Override
    public void writeExcess(String event, Map<String, ?> fields) {
        write(excess, event, fields);
    }

    @Override
    public boolean flush() {
        CountDownLatch written = new CountDownLatch(1);
        changes.info("{}", written); // behind all others in the queue
        try {
            return written.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write(Logger file, String event, Map<String, ?> fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", clock.instant().toString());
        line.put("event", event);
        line.putAll(fields);
        try {
            // As an argument: what a user wrote is never a pattern.
            file.info("{}", json.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not plain values: " + fields, e);
        }
    }

    /** Writes what still waits, for ten seconds at most. */
    @Override
    public void close() {
        context.stop();
    }

    private RollingFileAppender<ILoggingEvent> file(Path directory, String name, String most) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        RollingFileAppender<ILoggingEvent> file = new PrivateFiles();
        file.setContext(context);
        file.setFile(current(directory, name).toString());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(
                directory.resolve(name + "-%d{yyyy-MM-dd}.%i.jsonl").toString());
        rolling.setMaxFileSize(FileSize.valueOf("16MB"));
        rolling.setMaxHistory(400);
        rolling.setTotalSizeCap(FileSize.valueOf(most));
        rolling.start();
        file.setEncoder(encoder);
        file.setRollingPolicy(rolling);
        file.start();
        return file;
    }

    private static void tell(Status status) {
        if (status.getEffectiveLevel() >= Status.WARN) {
            log.error("the audit log is not written as it should be: {}", status);
        }
    }

    private static void makePrivate(Path file) throws IOException {
        try {
            Files.createFile(file, DurableFiles.PRIVATE_FILE);
        } catch (FileAlreadyExistsException e) {
            // as it was made by this
        }
    }

    /** A process that died while it wrote, or a full disk, may have left half a line, to which nothing is to be added. */
    private static void endLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            if (bytes.length() > 0) {
                bytes.seek(bytes.length() - 1);
                if (bytes.read() != '\n') {
                    try {
                        bytes.write('\n');
                    } catch (IOException full) {
                        cutHalfLine(bytes); // For that there is room.
                    }
                }
            }
        }
    }

    private static void cutHalfLine(RandomAccessFile bytes) throws IOException {
        long end = bytes.length();
        while (end > 0) {
            bytes.seek(end - 1);
            if (bytes.read() == '\n') {
                break;
            }
            end--;
        }
        bytes.setLength(end);
    }

    /** Files that others never read, not even while they are new. A latch is not written, but counted down in its turn. */
    private static final class PrivateFiles extends RollingFileAppender<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getArgumentArray()[0] instanceof CountDownLatch written) {
                written.countDown();
            } else {
                super.append(event);
            }
        }

        @Override
        public void openFile(String name) throws IOException {
            makePrivate(Path.of(name));
            super.openFile(name);
        }
    }
}
