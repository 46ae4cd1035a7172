// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes times as the AM API shows them: {@code 2030-01-08T00:00:00Z} and nothing else, because old jFed reads no
 * fractions. {@link org.berth.am.IsoTime} reads those of clients.
 */
final class GeniTime {
    private static final DateTimeFormatter WRITE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private GeniTime() {}

    static String format(Instant time) {
        return WRITE.format(time);
    }
}
