// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.testing.SettableClock;

/** A machine of files in a folder. */
final class MadeUpMachine {
    final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final Path root;
    private final Path lldpctl;
    private final Map<String, List<String>> addresses = new TreeMap<>();
    private final MachineFacts facts;

    MadeUpMachine(Path root) {
        this.root = root;
        this.lldpctl = root.resolve("lldpctl");
        this.facts =
                new MachineFacts(root, () -> Map.copyOf(addresses), List.of(lldpctl.toString(), "-f", "json"), clock);
    }

    HostFacts facts() {
        return facts.read();
    }

    MadeUpMachine file(String name, String content) {
        Path file = root.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    MadeUpMachine folder(String name) {
        try {
            Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A whole disk of so many sectors. */
    MadeUpMachine disk(String name, String sectors) {
        return folder("sys/block/" + name + "/device").file("sys/block/" + name + "/size", sectors + "\n");
    }

    MadeUpMachine nic(String name, boolean physical) {
        if (physical) {
            folder("sys/class/net/" + name + "/device");
        }
        return file("sys/class/net/" + name + "/address", "02:42:AC:11:00:02\n");
    }

    MadeUpMachine address(String nic, String... withPrefix) {
        addresses.put(nic, List.of(withPrefix));
        return this;
    }

    /** A program in the place of lldpctl. */
    MadeUpMachine lldpctl(String script) {
        file("lldpctl", "#!/bin/sh\n" + script + "\n");
        try {
            Files.setPosixFilePermissions(lldpctl, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
