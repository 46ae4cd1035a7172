// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.validation;

import java.util.Collection;
import java.util.regex.Pattern;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * Rules for single values of a host's report. Each throws a {@link DockerMasterException} of kind {@code MISBEHAVING} that
 * names the value and what would be right. Messages are one short line, whatever the value is.
 */
final class Rules {
    private static final int SHOWN = 60;

    private Rules() {}

    /** One line of text, which may be empty. */
    static void line(String name, String value, int longest) {
        require(value.length() <= longest, name + " has " + value.length() + " characters, more than " + longest);
        require(Printable.isLine(value), name + " '" + shown(value) + "' has characters that are no text of one line");
    }

    static void lines(String name, Collection<String> values, int most, int longest) {
        count(name, values, most);
        values.forEach(value -> line(name, value, longest));
    }

    static void count(String name, Collection<?> values, int most) {
        require(values.size() <= most, values.size() + " of " + name + ", more than " + most);
    }

    static void range(String name, long value, long lowest, long highest) {
        require(value >= lowest && value <= highest, name + " " + value + " is not " + lowest + " to " + highest);
    }

    /** @param right what would be right, like {@code a MAC address} */
    static void matches(String name, String value, Pattern pattern, int longest, String right) {
        require(
                value.length() <= longest && pattern.matcher(value).matches(),
                name + " '" + shown(value) + "' is not " + right);
    }

    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new DockerMasterException(Kind.MISBEHAVING, otherwise);
        }
    }

    /** The beginning of a value, fit for a message. */
    static String shown(String value) {
        return Printable.line(value, SHOWN);
    }
}
