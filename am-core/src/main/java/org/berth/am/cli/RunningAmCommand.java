// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import org.berth.am.admin.ControlClient;
import org.berth.am.base.ExitCodes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that calls the AM that runs with the same configuration on this machine, and prints its answer. */
abstract class RunningAmCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    /** Returns a client of that AM; it connects at each call. */
    final ControlClient client() {
        return new ControlClient(config.load().state().directory());
    }

    /**
     * Calls a control command that has one argument.
     *
     * @throws IOException with a sentence for the admin, if no AM runs there or it refuses
     */
    final JsonNode call(String command, String argument, String value) throws IOException {
        ControlClient client = client();
        return client.call(command, client.arguments().put(argument, value));
    }

    /**
     * Prints an answer.
     *
     * @param json the answer as it came, printed if {@code asJson}
     * @param text the answer for people, printed otherwise
     * @return {@link ExitCodes#OK}
     */
    final int print(boolean asJson, JsonNode json, String text) {
        print(asJson ? json.toPrettyString() : text);
        return ExitCodes.OK;
    }

    /** Prints a line to the command's standard output. */
    final void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
