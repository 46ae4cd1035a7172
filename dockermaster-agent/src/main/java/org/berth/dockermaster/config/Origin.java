// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.nio.file.Path;

/**
 * A place in a configuration file.
 *
 * @param file as the admin named it
 * @param line from 1; 0 for the file as a whole
 */
public record Origin(Path file, int line) {
    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
