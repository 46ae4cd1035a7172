// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.berth.dockermaster.testing.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeysTest {
    @TempDir
    Path folder;

    private HostKeys keys;

    @BeforeEach
    void open() {
        keys = new HostKeys(folder.resolve("keys"));
    }

    @Test
    void keysAreReadableByOpenSshAndByNobodyElse() throws IOException {
        // when
        keys.make("one");

        // then
        Path one = folder.resolve("keys/one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                .isEqualTo("rwx------");
        for (String name : HostKeys.NAMES) {
            Path key = one.resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            String type = name.contains("ed25519") ? "ssh-ed25519 " : "ecdsa-sha2-nistp256 ";
            assertThat(Commands.succeed("ssh-keygen", "-y", "-f", key.toString()))
                    .startsWith(type);
        }
    }

    @Test
    void keysAreKeptUntilTheyAreRemoved() throws IOException {
        // given
        Map<String, byte[]> made = keys.make("one");
        HostKeys reopened = new HostKeys(folder.resolve("keys"));
        assertThat(reopened.find("one").orElseThrow()).containsExactlyInAnyOrderEntriesOf(made);

        // when
        reopened.remove("one");
        reopened.remove("one");

        // then
        assertThat(reopened.find("one")).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("keys"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void sliversHaveDifferentKeys() {
        String name = HostKeys.NAMES.get(0);

        assertThat(keys.make("one").get(name)).isNotEqualTo(keys.make("two").get(name));
    }
}
