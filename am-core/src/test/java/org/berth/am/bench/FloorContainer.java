// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import org.berth.dockermaster.engine.Engine;

/** The least that gives a container with sshd behind a forwarded port: two calls of the engine. */
final class FloorContainer {
    private static final String MAKE_KEY_AND_SERVE =
            "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key && mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e";

    private FloorContainer() {}

    static String start(Engine engine, String image, int port) {
        String id = engine.call(
                "creating",
                client -> client.createContainerCmd(image)
                        .withEntrypoint("sh", "-c", MAKE_KEY_AND_SERVE)
                        .withExposedPorts(ExposedPort.tcp(22))
                        .withHostConfig(HostConfig.newHostConfig()
                                .withPortBindings(new PortBinding(Ports.Binding.bindPort(port), ExposedPort.tcp(22))))
                        .exec()
                        .getId());
        engine.run("starting", client -> client.startContainerCmd(id).exec());
        return id;
    }

    static void remove(Engine engine, String id) {
        engine.run(
                "removing",
                client -> client.removeContainerCmd(id).withForce(true).exec());
    }
}
