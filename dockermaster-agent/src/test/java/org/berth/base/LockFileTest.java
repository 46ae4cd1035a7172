// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("lock");
    }

    @Test
    void lockIsOnes() throws IOException {
        try (LockFile lock = LockFile.take(file()).orElseThrow()) {
            lock.say("running");
            assertThat(LockFile.take(file())).isEmpty();
        }
        LockFile.take(file()).orElseThrow().close();
    }

    @Test
    void holderIsKnownByWhatItSaidLast() throws IOException {
        try (LockFile lock = LockFile.take(file()).orElseThrow()) {
            lock.say("waiting for something that takes long");
            lock.say("listening");
            assertThat(LockFile.holder(file())).contains("listening");
        }
        assertThat(LockFile.holder(file())).isEmpty();
    }

    @Test
    void whereNobodyEverWasThereIsNoHolder() throws IOException {
        assertThat(LockFile.holder(folder.resolve("none/lock"))).isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void folderIsMadeForItsOwnerAlone() throws IOException {
        LockFile.take(folder.resolve("a/state/lock")).orElseThrow().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a/state"))))
                .isEqualTo("rwx------");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> LockFile.take(folder.resolve("file/lock")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("file").toString());
    }

    @Test
    void onlyOneHoldsItAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            AtomicInteger inside = new AtomicInteger();
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(() -> {
                    AtomicInteger most = new AtomicInteger();
                    LockFile.holding(file(), () -> {
                        most.set(inside.incrementAndGet());
                        LockSupport.parkNanos(100_000);
                        inside.decrementAndGet();
                    });
                    return most.get();
                });
            }
            for (Future<Integer> each : threads.invokeAll(tasks)) {
                assertThat(each.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lockIsFreeAfterAnActionThatFails() throws IOException {
        assertThatThrownBy(() -> LockFile.holding(file(), () -> {
                    throw new IOException("full");
                }))
                .hasMessage("full");

        LockFile.take(file()).orElseThrow().close();
    }
}
