// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/**
 * The scripts that run on the other machine: texts of ours, alike for every machine. Their {@code $1} is the home directory of
 * whoever logs in.
 */
enum RemoteScript {
    LOOK,
    CONFIGURE,
    INSTALL,
    IDENTITY,
    ENROLL,
    START;

    /**
     * The prefix of a command that root runs; {@link #BY_SUDO} is that of others, who cannot be asked for a password.
     */
    static final String AS_ROOT = "";

    static final String BY_SUDO = "sudo -n ";

    /**
     * The command of it.
     *
     * @param prefix {@link #AS_ROOT} or {@link #BY_SUDO}
     */
    String command(String prefix) {
        return prefix + "sh -euc '" + text() + "' sh \"$HOME\"";
    }

    private String text() {
        String name = name().toLowerCase(Locale.ROOT) + ".sh";
        try (InputStream in = Objects.requireNonNull(RemoteScript.class.getResourceAsStream(name), name)) {
            String text = new String(in.readAllBytes(), UTF_8);
            if (text.contains("'")) {
                throw new IllegalStateException(name + " has a single quote, which would end it");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
