// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;

/** Measures what a container has written to this machine's disk: its own layer, and the volumes that its image asks for. */
final class DiskMeter {
    private static final String STEP = "measuring the container's disk";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;

    DiskMeter(Engine engine) {
        this.engine = engine;
    }

    /** It did not end in time. */
    static final class TooSlowException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooSlowException(Duration patience) {
            super("du did not end within " + patience.toSeconds() + " s: it has too many files");
        }
    }

    /**
     * The bytes that a container takes on the disk.
     *
     * @param patience how long its files are counted
     * @return empty if there is no such container
     * @throws TooSlowException if they were not counted by then
     * @throws DockerMasterException of kind {@code FAILED} if that cannot be found out
     */
    OptionalLong measure(String container, Duration patience) {
        List<Path> folders = new ArrayList<>();
        JsonNode inspected = inspect(container, false);
        String layer =
                inspected.path("GraphDriver").path("Data").path("UpperDir").asText();
        inspected.path("Mounts").forEach(mount -> {
            if (mount.path("Type").asText().equals("volume")) {
                folders.add(Path.of(mount.path("Source").asText()));
            }
        });
        if (inspected.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!layer.isEmpty() && Files.isDirectory(Path.of(layer))) {
            folders.add(Path.of(layer));
            return OptionalLong.of(onDisk(folders, patience));
        }
        // Another storage driver, or a disk that this process does not see. The engine takes holes in files for
        // written.
        return OptionalLong.of(inspect(container, true).path("SizeRw").asLong());
    }

    private JsonNode inspect(String container, boolean size) {
        return engine.read(STEP, "/containers/" + container + "/json?size=" + size, JSON::readTree)
                .orElse(JSON.missingNode());
    }

    /**
     * Returns the size of folders on the disk, in bytes. The container may change them meanwhile: a file that is gone
     * is no failure.
     */
    private static long onDisk(List<Path> folders, Duration patience) {
        List<String> command = Stream.concat(
                        Stream.of("nice", "-n", "19", "du", "-sx", "--block-size=1", "--"),
                        folders.stream().map(Path::toString))
                .toList();
        try {
            return new Subprocess(command)
                    .withoutErrors()
                    .run(patience)
                    .output()
                    .lines()
                    .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))))
                    .sum();
        } catch (TimeoutException e) {
            throw new TooSlowException(patience);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new DockerMasterException(Kind.FAILED, STEP + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, STEP + ": interrupted", e);
        }
    }
}
