// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock among processes and within this one, held until it is closed or the process ends, however it ends. Its file stays, and
 * may say what the holder is doing.
 */
public final class LockFile implements AutoCloseable {
    private static final int LONGEST_TEXT = 4096;
    /** The threads of this process queue here: the system's lock is the whole process's, and ends with any channel to it. */
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final FileChannel file;

    private LockFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes a lock, if nobody has it.
     *
     * @param file its folder is made, for its owner alone, if there is none
     * @return empty if somebody has it
     * @throws IOException if the file cannot be made
     */
    public static Optional<LockFile> take(Path file) throws IOException {
        DurableFiles.makePrivateFolder(file.toAbsolutePath().resolveSibling(""));
        FileChannel channel = open(file);
        if (isFree(channel, false)) {
            return Optional.of(new LockFile(channel));
        }
        channel.close();
        return Optional.empty();
    }

    /** Does something that only one may do at a time. */
    public interface Action {
        void run() throws IOException;
    }

    /**
     * Waits for a lock, and holds it for as long as something is done.
     *
     * @param file in a folder that is there
     * @throws IOException if the file cannot be made, or the action fails
     */
    public static void holding(Path file, Action action) throws IOException {
        ReentrantLock here = HERE.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        here.lock();
        try (FileChannel channel = open(file)) {
            channel.lock(); // until closed
            action.run();
        } finally {
            here.unlock();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Returns the text that a lock's holder wrote last; empty if nobody holds it. */
    public static Optional<String> holder(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (isFree(channel, true)) {
                return Optional.empty();
            }
            ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
            channel.read(text, 0);
            return Optional.of(new String(text.array(), 0, text.position(), UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns whether nobody has the lock; a channel opened for writing has it then. */
    private static boolean isFree(FileChannel file, boolean onlyLooking) throws IOException {
        try {
            return file.tryLock(0, Long.MAX_VALUE, onlyLooking) != null;
        } catch (OverlappingFileLockException e) {
            // held by this very process: the same answer
            return false;
        }
    }

    /** Says what this process is doing. */
    public void say(String sentence) throws IOException {
        file.truncate(0);
        file.write(UTF_8.encode(sentence), 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
