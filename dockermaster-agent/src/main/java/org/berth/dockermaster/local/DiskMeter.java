package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;

/** Measures what a container has written to this machine's disk: its own layer, and the volumes that its image asks for. */
final class DiskMeter {
    private static final String STEP = "measuring the container's disk";
    /** More files than a disk has room for can be counted in that time. */
    private static final long PATIENCE_SECONDS = 600;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;

    DiskMeter(Engine engine) {
        this.engine = engine;
    }

    /**
     * The bytes that a container takes on the disk.
     *
     * @return empty if there is no such container
     * @throws DockerMasterException of kind {@code FAILED} if that cannot be found out
     */
    OptionalLong measure(String container) {
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
            return OptionalLong.of(onDisk(folders));
        }
        // Another storage driver, or a disk that this process does not see. The engine takes holes in files for
        // written.
        return OptionalLong.of(inspect(container, true).path("SizeRw").asLong());
    }

    private JsonNode inspect(String container, boolean size) {
        return engine.read(STEP, "/containers/" + container + "/json?size=" + size, JSON::readTree)
                .orElse(JSON.missingNode());
    }

    /** What lies in folders, which the container changes meanwhile; that some file is gone is no failure. */
    private static long onDisk(List<Path> folders) {
        List<String> command = Stream.concat(
                        Stream.of("nice", "-n", "19", "du", "-sx", "--block-size=1", "--"),
                        folders.stream().map(Path::toString))
                .toList();
        try {
            Process du = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(Redirect.DISCARD)
                    .start();
            // A line for each folder fits into the pipe.
            try (BufferedReader answer = du.inputReader(UTF_8)) {
                if (!du.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new DockerMasterException(
                            Kind.FAILED,
                            STEP + ": du did not end within " + PATIENCE_SECONDS + " s: it has too many files");
                }
                return answer.lines()
                        .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))))
                        .sum();
            } finally {
                du.destroyForcibly();
            }
        } catch (IOException | UncheckedIOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new DockerMasterException(Kind.FAILED, STEP + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, STEP + ": interrupted", e);
        }
    }
}
