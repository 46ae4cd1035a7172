// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    void otherFileIsReadableByAll() throws IOException {
        DurableFiles.write(file(), "");

        assertThat(file()).hasContent("");
        assertThat(mode(file())).isEqualTo("rw-r--r--");
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
