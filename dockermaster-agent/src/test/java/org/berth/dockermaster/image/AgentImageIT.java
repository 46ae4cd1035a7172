// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent as an image, made of the package that this build made. */
@Tag("docker")
class AgentImageIT {
    private static final String NAME = "berth-agent-it-" + UUID.randomUUID() + ":1";
    private static final List<String> CONTAINERS = new ArrayList<>();

    private static Engine engine;

    @BeforeAll
    static void makeImage() {
        engine = Engine.connect(MachineEngine.dockerHost());
        AgentImage image = new AgentImage(NAME, Path.of("target/berth-agent.deb"));
        engine.callPatiently("agent's image", client -> {
            image.build(client, line -> {});
            return NAME;
        });
    }

    @AfterAll
    static void removeAll() {
        CONTAINERS.forEach(container -> engine.run(
                "remove container",
                client -> client.removeContainerCmd(container).withForce(true).exec()));
        engine.run(
                "remove image",
                client -> client.removeImageCmd(NAME).withForce(true).exec());
        engine.close();
    }

    @Test
    void itsCommandIsBerthWithTheAgentAlone() {
        assertThat(outputOf("version")).startsWith("Berth ");
        assertThat(outputOf("help")).contains("agent").doesNotContain("federation");
    }

    @Test
    void itsConfigurationIsThatOfThePackage() {
        assertThat(outputOf("agent", "--check", "--config", "/etc/berth/agent.conf"))
                .contains("The configuration is good.");
    }

    @Test
    void theProgramsThatTheAgentRunsAreThere() {
        for (String program : List.of("iptables", "ip6tables", "nft", "lsns", "bridge", "ip", "curl", "mmdebstrap")) {
            assertThat(outputOf(List.of("sh", "-c", "command -v " + program), List.of()))
                    .endsWith("/" + program);
        }
    }

    @Test
    void itsAgentWaitsToBeEnrolledAndEndsWhenStopped() {
        // given
        String container = engine.call(
                "create",
                client -> client.createContainerCmd(NAME)
                        .withHostConfig(HostConfig.newHostConfig()
                                .withCapAdd(Capability.NET_ADMIN)
                                .withBinds(Bind.parse("/var/run/docker.sock:/var/run/docker.sock")))
                        .exec()
                        .getId());
        CONTAINERS.add(container);
        engine.run("start", client -> client.startContainerCmd(container).exec());
        // then
        await().atMost(Duration.ofMinutes(2))
                .until(() -> engine.call(
                        "log", client -> log(client.logContainerCmd(container)).contains("not enrolled yet")));
        // when
        engine.run(
                "stop",
                client -> client.stopContainerCmd(container).withTimeout(60).exec());
        // then
        Long exitCode = engine.call(
                "inspect",
                client ->
                        client.inspectContainerCmd(container).exec().getState().getExitCodeLong());
        assertThat(exitCode).as("as Java ends on SIGTERM").isEqualTo(143L);
    }

    private static String outputOf(String... arguments) {
        return outputOf(List.of(), List.of(arguments));
    }

    private static String outputOf(List<String> entrypoint, List<String> arguments) {
        return engine.callPatiently("run", client -> {
            var create = client.createContainerCmd(NAME)
                    .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"));
            String container = (entrypoint.isEmpty()
                            ? create.withCmd(arguments)
                            : create.withEntrypoint(entrypoint).withCmd(arguments))
                    .exec()
                    .getId();
            CONTAINERS.add(container);
            client.startContainerCmd(container).exec();
            client.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode();
            return log(client.logContainerCmd(container));
        });
    }

    private static String log(LogContainerCmd log) {
        StringBuilder text = new StringBuilder();
        try {
            log.withStdOut(true)
                    .withStdErr(true)
                    .exec(new ResultCallback.Adapter<Frame>() {
                        @Override
                        public void onNext(Frame frame) {
                            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                        }
                    })
                    .awaitCompletion();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().strip();
    }
}
