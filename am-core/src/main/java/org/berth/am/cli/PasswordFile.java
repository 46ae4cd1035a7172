// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A password that stands in a file, since a command line is shown to everybody on the machine. */
final class PasswordFile {
    static final String OPTION = "--password-file";

    private static final int LONGEST = 200;
    /** The passwords that a configuration file can hold as a value, whatever stands around them. */
    private static final Pattern PASSWORD = Pattern.compile("[!#-:<-~]{0," + LONGEST + "}");

    private PasswordFile() {}

    /**
     * Reads the one line of a file.
     *
     * @return empty text if the file is empty
     * @throws IllegalArgumentException with what would be right; never with the password
     * @throws IOException if it cannot be read
     */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST + 3), StandardCharsets.UTF_8);
            String password = text.replaceFirst("\r?\n$", "");
            if (PASSWORD.matcher(password).matches()) {
                return password;
            }
        } catch (IOException e) {
            throw new IOException(OPTION + " " + file + " cannot be read: " + e, e);
        }
        throw new IllegalArgumentException(OPTION + " " + file + " has to hold one line, of at most " + LONGEST
                + " letters, digits and ASCII signs, without blanks, quotation marks (\") and semicolons");
    }
}
