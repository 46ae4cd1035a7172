// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import org.berth.base.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent per state directory. Held until the process ends, however it ends; the file says what its holder is doing, for
 * {@code berth agent status}.
 */
final class AgentLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLock.class);
    private static final int LONGEST_TEXT = 4096;

    private final FileChannel file;

    private AgentLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @param stateDirectory made, for its owner alone, if there is none
     * @throws IOException with a sentence for the admin, if another process has it or the directory cannot be used
     */
    static AgentLock take(Path stateDirectory) throws IOException {
        FileChannel file;
        try {
            DurableFiles.makePrivateFolder(stateDirectory);
            file = FileChannel.open(in(stateDirectory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("the state directory " + stateDirectory + " cannot be used: " + e, e);
        }
        if (!isFree(file, false)) {
            file.close();
            throw new IOException("another agent runs with the state directory " + stateDirectory
                    + ": stop it, or give this one another directory in [state]");
        }
        return new AgentLock(file);
    }

    /** Returns the state that the agent of a state directory reported last; empty if no agent runs. */
    static Optional<String> holder(Path stateDirectory) throws IOException {
        try (FileChannel file = FileChannel.open(in(stateDirectory), StandardOpenOption.READ)) {
            if (isFree(file, true)) {
                return Optional.empty();
            }
            ByteBuffer text = ByteBuffer.allocate(LONGEST_TEXT);
            file.read(text, 0);
            return Optional.of(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8));
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

    private static Path in(Path stateDirectory) {
        return stateDirectory.resolve("agent.lock");
    }

    /** Says what this process is doing, where the disk has room for that. */
    void say(String sentence) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(sentence);
        try {
            file.truncate(0);
            file.write(text, 0);
        } catch (IOException e) {
            LOG.warn("'berth agent status' cannot be told '{}': {}", sentence, e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
