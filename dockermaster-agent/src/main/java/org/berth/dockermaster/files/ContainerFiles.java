package org.berth.dockermaster.files;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;

/** A container's files, by the engine's archive API: the container need not run, and no program of it is needed. */
public final class ContainerFiles {
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
        return engine.call(step, client -> {
            try {
                client.copyArchiveFromContainerCmd(container, path).exec().close();
                return true;
            } catch (NotFoundException e) {
                if (isGone(e)) {
                    throw e;
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Reads a regular file.
     *
     * @param limit in bytes; a larger file is an error, since what is in a container is not ours
     * @return empty if there is none
     */
    public Optional<byte[]> read(String step, String container, String path, int limit) {
        return engine.call(step, client -> {
            try (InputStream in =
                            client.copyArchiveFromContainerCmd(container, path).exec();
                    TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
                TarArchiveEntry entry = tar.getNextEntry();
                if (entry == null || !entry.isFile() || entry.isSymbolicLink()) {
                    return Optional.empty();
                }
                if (entry.getSize() > limit) {
                    throw new DockerMasterException(
                            Kind.FAILED,
                            step + ": " + path + " in the container has " + entry.getSize() + " bytes, more than "
                                    + limit);
                }
                return Optional.of(tar.readNBytes(limit));
            } catch (NotFoundException e) {
                if (isGone(e)) {
                    throw e;
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean isGone(NotFoundException e) {
        return String.valueOf(e.getMessage()).contains("No such container");
    }
}
