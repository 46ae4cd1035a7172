// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;

/** A container's files, by the engine's archive API: the container need not run, and no program of it is needed. */
public final class ContainerFiles {
    /** Room for what precedes a file in a tar archive: the header, and one of extended attributes. */
    private static final int HEADERS = 1 << 17;

    private final Engine engine;

    public ContainerFiles(Engine engine) {
        this.engine = engine;
    }

    /** Unpacks an archive in a directory of the container, which has to exist. */
    public void put(String step, String container, String directory, Tar archive) {
        engine.run(
                step,
                client -> client.copyArchiveToContainerCmd(container)
                        .withRemotePath(directory)
                        .withTarInputStream(archive.stream())
                        .exec());
    }

    /** Returns whether there is a file, directory or link of that name. */
    public boolean exists(String step, String container, String path) {
        return engine.read(step, archive(container, path), answer -> true).isPresent();
    }

    /**
     * Reads a regular file.
     *
     * @param limit in bytes; a larger file is an error, since what is in a container is not ours
     * @return empty if there is none
     */
    public Optional<byte[]> read(String step, String container, String path, int limit) {
        return engine.read(step, archive(container, path), answer -> answer.readNBytes(HEADERS + limit))
                .flatMap(beginning -> firstFile(step, path, beginning, limit));
    }

    /** The part of a regular file behind an offset, or the last bytes of that part. */
    public static final class End {
        private final long size;
        private final byte[] bytes;

        private End(long size, byte[] bytes) {
            this.size = size;
            this.bytes = bytes;
        }

        /** The file's length, in bytes. */
        public long size() {
            return size;
        }

        /** Its last bytes; none if it is not longer than the place. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * Reads the end of a regular file, which may be growing.
     *
     * @param from what lies before this many bytes is not wanted
     * @param limit the most bytes wanted
     * @param longest of a file longer than this nothing is read: to come to its end, all before is passed over
     * @return empty if there is no such file
     */
    public Optional<End> end(String step, String container, String path, long from, int limit, long longest) {
        return engine.read(step, archive(container, path), answer -> {
                    // Not closed: that would read the answer to its end.
                    TarArchiveInputStream tar = new TarArchiveInputStream(answer);
                    TarArchiveEntry entry = tar.getNextEntry();
                    if (entry == null || !entry.isFile() || entry.isSymbolicLink()) {
                        return Optional.<End>empty();
                    }
                    long size = entry.getSize();
                    if (size <= from || size > longest) {
                        return Optional.of(new End(size, new byte[0]));
                    }
                    tar.skipNBytes(Math.max(from, size - limit));
                    return Optional.of(new End(size, tar.readNBytes(limit)));
                })
                .flatMap(found -> found);
    }

    private static Optional<byte[]> firstFile(String step, String path, byte[] archive, int limit) {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null || !entry.isFile() || entry.isSymbolicLink()) {
                return Optional.empty();
            }
            if (entry.getSize() > limit) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        step + ": " + path + " in the container has " + entry.getSize() + " bytes, more than " + limit);
            }
            return Optional.of(tar.readNBytes(limit));
        } catch (IOException e) {
            throw new DockerMasterException(
                    Kind.FAILED, step + ": the archive of " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String archive(String container, String path) {
        return "/containers/" + container + "/archive?path=" + URLEncoder.encode(path, UTF_8);
    }
}
