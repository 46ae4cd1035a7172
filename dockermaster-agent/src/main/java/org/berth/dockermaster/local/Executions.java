package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.engine.Programs;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.files.Tar;
import org.berth.dockermaster.files.Tar.Owner;

/**
 * The commands of {@code services/execute}. All about one lies in the container's {@code /var/log/berth}: the command
 * ({@code startup-N.sh}), its output ({@code .txt}), its exit code ({@code .status}); the latter two also under the
 * names in {@code /tmp} that docker-am gave them. A command runs on whatever becomes of this process.
 */
final class Executions {
    private static final String FOLDER = "/var/log/berth";
    private static final String RUN_ONCE = FOLDER + "/run-once.sh";
    private static final int LONGEST = 64 * 1024;
    private static final int TAIL = 4 * 1024;
    private static final int STATUS = 64;
    private static final Pattern SHELL = Pattern.compile("sh|bash|/[A-Za-z0-9_./+-]{1,200}");

    private final Engine engine;
    private final Containers containers;
    private final ContainerFiles files;
    private final Programs programs;

    Executions(Engine engine, Containers containers) {
        this.engine = engine;
        this.containers = containers;
        this.files = new ContainerFiles(engine);
        this.programs = new Programs(engine);
    }

    /** Starts a command that was not started before. */
    void start(String container, ExecuteCommand command) {
        if (!SHELL.matcher(command.shell()).matches()) {
            throw new DockerMasterException(
                    Kind.FAILED, "shell '" + command.shell() + "' is not sh, bash or the absolute path of one");
        }
        byte[] text = command.command().getBytes(UTF_8);
        if (text.length > LONGEST) {
            throw new DockerMasterException(
                    Kind.FAILED, "the command of " + text.length + " bytes is longer than " + LONGEST);
        }
        String name = name(command);
        String step = step(command);
        if (files.exists(step, container, FOLDER + "/" + name + ".started")) {
            return;
        }
        Tar folder = new Tar()
                .directory("berth", 0755, Owner.ROOT)
                .file("berth/run-once.sh", 0755, Owner.ROOT, runOnce())
                .file("berth/" + name + ".sh", 0755, Owner.ROOT, text);
        files.put(step, container, "/var/log", folder);
        Tar links = new Tar();
        List.of(".txt", ".status").forEach(end -> links.symbolicLink(name + end, FOLDER + "/" + name + end));
        files.put(step, container, "/tmp", links);
        programs.start(step, container, "/bin/sh", RUN_ONCE, command.shell(), name);
    }

    /** Waits until a command that was started has ended, however long that takes, or its container has. */
    ExecuteResult await(String container, ExecuteCommand command) {
        for (int looks = 0; true; looks++) {
            // In this order: what ended between the two looks has left its result.
            boolean runs = runs(container, command);
            Optional<ExecuteResult> result = result(container, command);
            if (result.isPresent()) {
                return result.get();
            }
            if (!runs) {
                return new ExecuteResult(-1, "");
            }
            Waiting.pause(looks);
        }
    }

    private Optional<ExecuteResult> result(String container, ExecuteCommand command) {
        String step = step(command);
        String file = FOLDER + "/" + name(command);
        return files.read(step, container, file + ".status", STATUS).map(status -> {
            byte[] tail = files.read(step, container, file + ".tail", TAIL).orElse(new byte[0]);
            return new ExecuteResult(exitCode(status), new String(tail, UTF_8));
        });
    }

    /** The file is the container's, whose users may write anything into it. */
    private static int exitCode(byte[] status) {
        try {
            return Integer.parseInt(new String(status, UTF_8).strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean runs(String container, ExecuteCommand command) {
        InspectContainerResponse now = containers.inspect(step(command), container);
        List<String> ids = Objects.requireNonNullElse(now.getExecIds(), List.of());
        return Boolean.TRUE.equals(now.getState().getRunning()) && ids.stream().anyMatch(id -> isRunOf(id, command));
    }

    private boolean isRunOf(String exec, ExecuteCommand command) {
        return engine.call(step(command), client -> {
            try {
                InspectExecResponse now = client.inspectExecCmd(exec).exec();
                List<String> arguments = now.getProcessConfig().getArguments();
                return Boolean.TRUE.equals(now.isRunning())
                        && List.of(RUN_ONCE, command.shell(), name(command)).equals(arguments);
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    private static String name(ExecuteCommand command) {
        return "startup-" + command.index();
    }

    private static String step(ExecuteCommand command) {
        return "executing command " + command.index();
    }

    private static byte[] runOnce() {
        try (InputStream script = Objects.requireNonNull(Executions.class.getResourceAsStream("run-once.sh"))) {
            return script.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
