// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine that this process runs on, as far as making an image asks. */
final class Host {
    private static final Pattern PROXY = Pattern.compile("Acquire::https?::Proxy(::\\S+)? \".*\";");

    private Host() {}

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the path of a program, from PATH or the system folders that a person's PATH lacks. */
    static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin:/usr/bin:/sbin:/bin";
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The host's apt proxies, as lines of apt.conf(5). */
    static List<String> aptProxies() {
        Optional<Path> aptConfig = program("apt-config");
        List<String> proxies = new ArrayList<>();
        aptConfig.ifPresent(program ->
                ExternalProgram.run(List.of(program.toString(), "dump"), Map.of(), Duration.ofSeconds(20), line -> {
                    if (PROXY.matcher(line).matches()) {
                        proxies.add(line);
                    }
                }));
        return proxies;
    }
}
