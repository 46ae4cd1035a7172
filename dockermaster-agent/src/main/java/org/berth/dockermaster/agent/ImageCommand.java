// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import com.github.dockerjava.api.DockerClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.image.AgentImage;
import org.berth.dockermaster.image.BaseImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code berth image}: the image that slivers start from. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = "Makes the image that slivers start from.",
        footer = {
            "",
            "The image " + BaseImage.NAME + " is a Debian 12 with sshd, sudo, curl and network tools. It is"
                    + " made from debian:12 where the engine reaches a registry; else, as root, with mmdebstrap from"
                    + " the Debian mirror of this machine's own apt sources, which takes about a minute."
        })
public final class ImageCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--docker-host",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The Docker engine, unix:///path or tcp://host:port; else DOCKER_HOST, else"
                    + " unix:///var/run/docker.sock.")
    private Optional<String> dockerHost = Optional.empty();

    @Command(
            name = "ensure",
            mixinStandardHelpOptions = true,
            description = "Makes the image if the engine does not have it. Safe to call at any time.")
    int ensure() {
        BaseImage image = BaseImage.standard();
        boolean made = withEngine("making image " + image.tag(), client -> image.ensure(client, this::say));
        if (!made) {
            say("image " + image.tag() + " is there");
        }
        return 0;
    }

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the image anew, with today's packages.",
                "Slivers made or reloaded from then on use it; those that run keep what they have."
            })
    int build() {
        BaseImage image = BaseImage.standard();
        return withEngine("making image " + image.tag(), client -> {
            image.build(client, this::say);
            return 0;
        });
    }

    @Command(
            name = "agent",
            mixinStandardHelpOptions = true,
            description = "Makes an image of the agent itself, from its Debian package.")
    int agent(
            @Option(names = "--tag", required = true, paramLabel = "NAME:TAG", description = "Its name.") String tag,
            @Parameters(paramLabel = "PACKAGE", description = "The file berth-agent.deb.") Path debianPackage) {
        return withEngine("making image " + tag, client -> {
            new AgentImage(tag, debianPackage).build(client, this::say);
            return 0;
        });
    }

    private <T> T withEngine(String step, Function<DockerClient, T> action) {
        String address = dockerHost
                .or(() -> Optional.ofNullable(System.getenv("DOCKER_HOST")).filter(host -> !host.isBlank()))
                .orElse("unix:///var/run/docker.sock");
        try (Engine engine = Engine.connect(address)) {
            return engine.callPatiently(step, action);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
