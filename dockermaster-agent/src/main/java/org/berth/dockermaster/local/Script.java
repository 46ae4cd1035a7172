// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.InstallCommand;

/**
 * A script that a request's {@code services} has run once in a container.
 *
 * @param step as an error names it
 * @param name the beginning of its files' names
 * @param shell the program that runs it
 * @param text of the script
 * @param arguments of the script
 */
record Script(String step, String name, String shell, String text, List<String> arguments) {
    private static final int LONGEST = 64 * 1024;
    private static final Pattern SHELL = Pattern.compile("sh|bash|/[A-Za-z0-9_./+-]{1,200}");
    private static final Pattern URL =
            Pattern.compile("(?i)https?://[^\\s\\p{Cntrl}/?#]+([^\\s\\p{Cntrl}?#]*)([?#][^\\s\\p{Cntrl}]*)?");
    private static final Pattern FOLDER = Pattern.compile("/\\P{Cntrl}*");
    private static final int LONGEST_NAME = 4_000;
    private static final Pattern FILE = Pattern.compile("[^/\\p{Cntrl}]{1,200}");
    private static final Pattern TAR = Pattern.compile(".*\\.(tar(\\.[a-z0-9]+)?|tgz|tbz2?|txz|tzst)");

    Script {
        arguments = List.copyOf(arguments);
    }

    /** @throws DockerMasterException of kind {@code FAILED} if the shell is none, or the command is too long */
    static Script of(ExecuteCommand command) {
        if (!SHELL.matcher(command.shell()).matches()) {
            throw refused("shell '" + command.shell() + "' is not sh, bash or the absolute path of one");
        }
        int length = command.command().getBytes(UTF_8).length;
        if (length > LONGEST) {
            throw refused("the command of " + length + " bytes is longer than " + LONGEST);
        }
        return new Script(
                "executing command " + command.index(),
                "startup-" + command.index(),
                command.shell(),
                command.command(),
                List.of());
    }

    /** @throws DockerMasterException of kind {@code FAILED} if the URL or folder is none */
    static Script of(InstallCommand command) {
        Matcher url = URL.matcher(command.url());
        if (!url.matches() || command.url().length() > LONGEST_NAME) {
            throw refused("install url '" + command.url() + "' is no http or https URL");
        }
        String folder = command.installPath();
        if (!FOLDER.matcher(folder).matches() || folder.length() > LONGEST_NAME) {
            throw refused("install_path '" + folder + "' is no absolute path");
        }
        String file = file(url.group(1));
        return new Script(
                "installing " + command.index(),
                "install-" + command.index(),
                "/bin/sh",
                resource("install.sh"),
                List.of(command.url(), folder, file, archive(file)));
    }

    /** The name for a file that is kept as it came. */
    private static String file(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        boolean fit = FILE.matcher(last).matches() && !last.equals(".") && !last.equals("..");
        return fit ? last : "download";
    }

    private static String archive(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        if (TAR.matcher(lower).matches()) {
            return "tar";
        }
        return lower.endsWith(".zip") ? "zip" : "none";
    }

    static String resource(String name) {
        try (InputStream script = Objects.requireNonNull(Script.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DockerMasterException refused(String why) {
        return new DockerMasterException(Kind.FAILED, why);
    }
}
