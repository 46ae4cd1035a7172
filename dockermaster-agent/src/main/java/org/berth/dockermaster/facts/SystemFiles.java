// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.berth.base.Printable;

/** The kernel's files below a root folder; what cannot be read is empty. */
final class SystemFiles {
    /** A page of the kernel is 4 KiB; of longer files ({@code /proc/cpuinfo}) the beginning says what we ask. */
    private static final int MAX_BYTES = 16 * 1024;
    /** Longer than any honest one; LLDP's system names have at most 255 (IEEE 802.1AB, 8.5.6). */
    private static final int LONGEST_TEXT = 256;

    private static final int MAX_ENTRIES = 10_000;

    private static final Pattern PLAIN_NAME = Pattern.compile("[!-.0-~]+");

    private final Path root;

    SystemFiles(Path root) {
        this.root = root;
    }

    /** The first lines of a file, as they are. */
    List<String> lines(String file) {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) { // a pipe would wait
            return List.of();
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(MAX_BYTES), UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A text of firmware, a driver or a switch in one line. */
    static String clean(String text) {
        return Printable.line(text, LONGEST_TEXT);
    }

    /** The first line of a file, cleaned; empty if there is none. */
    String line(String file) {
        return lines(file).stream().findFirst().map(SystemFiles::clean).orElse("");
    }

    /** The value of the first line {@code key<separator>value} of a file, cleaned. */
    Optional<String> value(String file, String key, char separator) {
        return lines(file).stream()
                .filter(line -> line.indexOf(separator) >= 0)
                .filter(line ->
                        line.substring(0, line.indexOf(separator)).strip().equals(key))
                .map(line -> clean(line.substring(line.indexOf(separator) + 1)))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The number that is a file's first line. */
    OptionalLong number(String file) {
        try {
            return OptionalLong.of(Long.parseLong(line(file)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The plain names in a folder, sorted. */
    List<String> names(String folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
            return StreamSupport.stream(entries.spliterator(), false)
                    .limit(MAX_ENTRIES)
                    .flatMap(entry -> Stream.ofNullable(entry.getFileName()))
                    .map(Path::toString)
                    .filter(SystemFiles::isPlain)
                    .sorted()
                    .toList();
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
    }

    /** Returns whether a name is printable ASCII: others cannot be made a path in every locale. */
    static boolean isPlain(String name) {
        return PLAIN_NAME.matcher(name).matches();
    }

    boolean exists(String file) {
        return Files.exists(root.resolve(file));
    }
}
