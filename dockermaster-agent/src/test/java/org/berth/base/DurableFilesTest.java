// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("file");
    }

    @Test
    void privateFileIsReadableByItsOwnerAloneAlsoInPlaceOfAnother() throws IOException {
        Files.writeString(file(), "before");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

        DurableFiles.writePrivate(file(), "caf\u00e9");

        assertThat(file()).hasContent("caf\u00e9");
        assertThat(mode(file())).isEqualTo("rw-------");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void otherFileIsReadableByThoseWhomTheUmaskLets() throws Exception {
        String classes = classes(DurableFiles.class) + ":" + classes(DurableFilesTest.class);

        for (String umask : List.of("022", "077")) {
            String java = "umask " + umask + "; exec \"$0\" \"$@\"";
            String program =
                    Path.of(System.getProperty("java.home"), "bin/java").toString();
            Subprocess.Result written = new Subprocess(
                            List.of("sh", "-c", java, program, "-cp", classes, Writing.class.getName(), file() + umask))
                    .run(Duration.ofMinutes(2));

            assertThat(written).isEqualTo(new Subprocess.Result(0, ""));
        }
        assertThat(mode(Path.of(file() + "022"))).isEqualTo("rw-r--r--");
        assertThat(mode(Path.of(file() + "077"))).isEqualTo("rw-------");
        assertThat(names()).containsExactly("file022", "file077");
    }

    /** A process of its own, since none can have two umasks. */
    static final class Writing {
        private Writing() {}

        public static void main(String[] arguments) throws IOException {
            DurableFiles.write(Path.of(arguments[0]), "text");
        }
    }

    private static String classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void fileThatIsThereIsNeverCreatedAgain() throws IOException {
        assertThat(DurableFiles.createPrivate(file(), "first")).isTrue();
        assertThat(DurableFiles.createPrivate(file(), "second")).isFalse();

        assertThat(file()).hasContent("first");
        assertThat(mode(file())).isEqualTo("rw-------");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void linkIsReplacedAndNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
        Files.createSymbolicLink(file(), elsewhere);

        assertThat(DurableFiles.createPrivate(file(), "secret")).isFalse();
        DurableFiles.writePrivate(file(), "secret");

        assertThat(elsewhere).hasContent("untouched");
        assertThat(Files.isSymbolicLink(file())).isFalse();
        assertThat(file()).hasContent("secret");
    }

    @Test
    void failureNamesTheFileAndLeavesNothingBehind() throws IOException {
        Files.createDirectories(file().resolve("not empty"));

        assertThatThrownBy(() -> DurableFiles.write(file(), "text"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + file() + ": ");
        assertThatThrownBy(() -> DurableFiles.write(folder.resolve("no/file"), "text"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + folder.resolve("no/file") + ": ");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void privateFolderIsPrivateWithThoseAboveIt() throws IOException {
        DurableFiles.makePrivateFolder(folder.resolve("a/b"));
        DurableFiles.makePrivateFolder(folder.resolve("a/b"));

        assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }
}
