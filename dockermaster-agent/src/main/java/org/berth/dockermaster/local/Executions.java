// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.engine.Programs;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.files.Tar;
import org.berth.dockermaster.files.Tar.Owner;

/**
 * The scripts of {@code services/execute} and {@code install}. All about one lies in the container's {@code
 * /var/log/berth}: the script ({@code startup-N.sh}, {@code install-N.sh}), its output ({@code .txt}), its exit code
 * ({@code .status}); the latter two also under the names in {@code /tmp} that docker-am gave them. A script runs on
 * whatever becomes of this process.
 */
final class Executions {
    private static final int HIGHEST_EXIT_CODE = 255;
    private static final String FOLDER = "/var/log/berth";
    private static final String RUN_ONCE = FOLDER + "/run-once.sh";
    private static final int TAIL = 4 * 1024;
    private static final int STATUS = 64;

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

    /**
     * Starts a script that was not started before.
     *
     * @return where what it writes from now on is found
     */
    Output start(String container, Script script, CommandOutput output) {
        String step = script.step();
        boolean started = files.exists(step, container, file(script, ".started"));
        if (!started) {
            Tar folder = new Tar()
                    .directory("berth", 0755, Owner.ROOT)
                    .file(
                            "berth/run-once.sh",
                            0755,
                            Owner.ROOT,
                            Script.resource("run-once.sh").getBytes(UTF_8))
                    .file(
                            "berth/" + script.name() + ".sh",
                            0755,
                            Owner.ROOT,
                            script.text().getBytes(UTF_8));
            files.put(step, container, "/var/log", folder);
            Tar links = new Tar();
            List.of(".txt", ".status").forEach(end -> links.symbolicLink(script.name() + end, file(script, end)));
            files.put(step, container, "/tmp", links);
            String[] run = Stream.concat(Stream.of("/bin/sh"), arguments(script).stream())
                    .toArray(String[]::new);
            programs.start(step, container, run);
        }
        return new Output(files, container, script, file(script, ".txt"), !started, output);
    }

    /** Waits until a script that was started has ended, however long that takes, or its container has. */
    ExecuteResult await(String container, Script script, Output output) {
        Optional<String> run = run(container, script);
        for (int looks = 0; run.filter(id -> runs(id, script)).isPresent(); looks++) {
            output.look();
            Waiting.pause(looks);
        }
        // Read once it has ended: for each file the engine mounts the container's disk.
        ExecuteResult result = result(container, script).orElse(new ExecuteResult(-1, ""));
        output.end();
        return result;
    }

    private Optional<ExecuteResult> result(String container, Script script) {
        return files.read(script.step(), container, file(script, ".status"), STATUS)
                .map(status -> new ExecuteResult(exitCode(status), tail(container, script)));
    }

    /** The files are the container's, whose users may write anything into them. */
    static int exitCode(byte[] status) {
        try {
            int code = Integer.parseInt(new String(status, UTF_8).strip());
            return code >= 0 && code <= HIGHEST_EXIT_CODE ? code : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private String tail(String container, Script script) {
        try {
            return files.read(script.step(), container, file(script, ".tail"), TAIL)
                    .map(tail -> new String(tail, UTF_8))
                    .orElse("");
        } catch (DockerMasterException e) {
            if (e.kind() != Kind.FAILED) {
                throw e;
            }
            return "";
        }
    }

    /** The engine's id of the script's run, if it is under way. */
    private Optional<String> run(String container, Script script) {
        List<String> ids = Objects.requireNonNullElse(
                containers.inspect(script.step(), container).getExecIds(), List.of());
        return ids.stream().filter(id -> runs(id, script)).findFirst();
    }

    private boolean runs(String exec, Script script) {
        return engine.call(script.step(), client -> {
            try {
                InspectExecResponse now = client.inspectExecCmd(exec).exec();
                return Boolean.TRUE.equals(now.isRunning())
                        && arguments(script).equals(now.getProcessConfig().getArguments());
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    private static List<String> arguments(Script script) {
        return Stream.concat(Stream.of(RUN_ONCE, script.shell(), script.name()), script.arguments().stream())
                .toList();
    }

    private static String file(Script script, String end) {
        return FOLDER + "/" + script.name() + end;
    }
}
