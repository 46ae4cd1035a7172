// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.image.BaseImage;

/**
 * The Docker engine of this machine. Where none answers, a test aborts on a person's machine and fails where the
 * environment says {@code CI=true}.
 */
public final class MachineEngine {
    private static final String USUAL = "unix:///var/run/docker.sock";

    private MachineEngine() {}

    /** Its address: {@code DOCKER_HOST}, or the usual socket. */
    public static String dockerHost() {
        String host = System.getenv("DOCKER_HOST");
        String address = host == null || host.isEmpty() ? USUAL : host;
        try (Engine engine = Engine.connect(address)) {
            engine.version();
        } catch (DockerMasterException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            abort("this test needs a Docker engine: " + e.getMessage());
        }
        return address;
    }

    public static <T> T ask(String dockerHost, Function<DockerClient, T> question) {
        try (Engine engine = Engine.connect(dockerHost)) {
            return engine.call("test", question);
        }
    }

    public static void tell(String dockerHost, Consumer<DockerClient> order) {
        try (Engine engine = Engine.connect(dockerHost)) {
            engine.run("test", order);
        }
    }

    /** Gives an engine the image of slivers that another has, or makes now. */
    static void copyBaseImage(String machine, String other) {
        try (Engine from = Engine.connect(machine);
                Engine to = Engine.connect(other)) {
            from.callPatiently(
                    "making the base image", client -> BaseImage.standard().ensure(client, line -> {}));
            from.callPatiently(
                    "copying the base image",
                    source -> to.callPatiently("loading the base image", target -> {
                        try (InputStream image =
                                source.saveImageCmd(BaseImage.NAME).exec()) {
                            return target.loadImageCmd(image).exec();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }));
        }
    }
}
