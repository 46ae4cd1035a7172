// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The facts outside of the files that defaults depend on.
 *
 * @param directory what relative defaults are relative to without any file
 * @param home the user's home directory, for {@code ~}
 * @param dockerHost the environment's {@code DOCKER_HOST}
 * @param hostname this machine's name
 */
public record Machine(Path directory, Path home, Optional<String> dockerHost, String hostname) {
    /** This one. */
    public static Machine here() {
        return new Machine(
                Path.of(Optional.ofNullable(System.getenv("BERTH_HOME")).orElse(""))
                        .toAbsolutePath(),
                Path.of(System.getProperty("user.home")),
                Optional.ofNullable(System.getenv("DOCKER_HOST")).filter(value -> !value.isBlank()),
                localHostname());
    }

    private static String localHostname() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
