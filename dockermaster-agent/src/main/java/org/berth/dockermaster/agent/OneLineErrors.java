// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Prints the errors of Berth's programs on stderr: in one line, without a stack trace. */
public final class OneLineErrors {
    private OneLineErrors() {}

    /**
     * Makes a command, and all that is below it, say errors so.
     *
     * @param exitCode of a command that failed with an exception
     */
    public static void on(CommandLine commandLine, ToIntFunction<Exception> exitCode) {
        commandLine.setExecutionStrategy(parsed -> {
            refuseUnknownWords(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("berth: " + sentence(error));
            return exitCode.applyAsInt(error);
        });
        commandLine.setParameterExceptionHandler((error, arguments) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("berth: " + error.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        });
    }

    /** Beside --help, picocli lets unknown words pass and shows the help of something else than was asked about. */
    private static void refuseUnknownWords(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            if (!command.getUnmatchedArguments().isEmpty()) {
                throw new CommandLine.UnmatchedArgumentException(command, command.getUnmatchedArguments());
            }
        }
    }

    private static String sentence(Exception error) {
        if (error instanceof NoSuchFileException missing) {
            return missing.getFile() + ": there is no such file";
        }
        if (error instanceof IOException || error.getMessage() == null) {
            return error.getMessage() == null || error.getMessage().isBlank()
                    ? error.getClass().getSimpleName()
                    : error.getMessage();
        }
        return error.getMessage();
    }
}
