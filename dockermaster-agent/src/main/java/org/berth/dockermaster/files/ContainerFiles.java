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

    /** Whether there is a file, directory or link of that name. */
    public boolean exists(String step, String container, String path) {
        return engine.beginning(step, archive(container, path), 1).isPresent();
    }

    /**
     * Reads a regular file.
     *
     * @param limit in bytes; a larger file is an error, since what is in a container is not ours
     * @return empty if there is none
     */
    public Optional<byte[]> read(String step, String container, String path, int limit) {
        return engine.beginning(step, archive(container, path), HEADERS + limit)
                .flatMap(beginning -> firstFile(step, path, beginning, limit));
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
