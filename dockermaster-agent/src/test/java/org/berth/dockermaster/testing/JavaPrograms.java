// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of this build in processes of their own. */
public final class JavaPrograms {
    /** Most live for seconds, so what a start costs counts. Their classes are compilers', and need no verifying. */
    private static final List<String> QUICK = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    private JavaPrograms() {}

    /**
     * A command line that runs a class of the tests' class path, with the tests' Java.
     *
     * @param options for Java
     */
    public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
