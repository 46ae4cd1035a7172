// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Makes an image from a Debian image of a registry, by the engine's classic builder. */
final class RegistryBuild {
    /** A registry that is reachable answers sooner; one behind a dropping firewall never does. */
    private static final Duration PULL_PATIENCE = Duration.ofSeconds(15);

    private final DockerClient engine;
    private final Progress progress;

    RegistryBuild(DockerClient engine, Progress progress) {
        this.engine = engine;
        this.progress = progress;
    }

    void build(String parent, String tag, ImageContents contents) {
        try {
            progress.say("pulling " + parent + " from a registry");
            EngineOutput<PullResponseItem> pull = new EngineOutput<>("pull of " + parent);
            engine.pullImageCmd(parent).exec(pull).await(PULL_PATIENCE);
            progress.say("installing packages in " + parent);
            buildOn(parent, tag, contents);
        } catch (DockerException e) {
            throw new DockerMasterException(Kind.FAILED, "build on " + parent + ": " + e.getMessage(), e);
        }
    }

    private void buildOn(String parent, String tag, ImageContents contents) {
        Path context = Setup.inNewFolder(contents);
        try {
            Path dockerfile = Files.writeString(
                    context.resolve("Dockerfile"), dockerfile(parent, contents) + contents.dockerfileEnd(context));
            ClassicBuilder.build(engine.buildImageCmd(dockerfile.toFile()), tag, "build on " + parent);
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, "cannot write build files to " + context + ": " + e, e);
        } finally {
            Setup.removeFolder(context);
        }
    }

    /** One RUN: what a later step deletes would stay in the layer of an earlier one, host keys among it. */
    private static String dockerfile(String parent, ImageContents contents) {
        String packages = String.join(" ", contents.packages());
        return """
                FROM %s
                COPY %s /tmp/setup.sh
                RUN export DEBIAN_FRONTEND=noninteractive \\
                 && if ! dpkg --status %s >/dev/null 2>&1; then \\
                      apt-get update && apt-get install --yes --no-install-recommends %s; fi \\
                 && sh /tmp/setup.sh && rm /tmp/setup.sh
                """.formatted(parent, Setup.SCRIPT, packages, packages);
    }
}
