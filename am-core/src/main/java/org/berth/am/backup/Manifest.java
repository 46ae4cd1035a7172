// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * The description of an archive, in its entry {@value #NAME}.
 *
 * @param format of the archive, {@value #FORMAT}
 * @param berth version of the Berth that wrote it
 * @param made the time at which it was made, as {@code 2030-01-01T00:00:00Z}
 * @param files all that is in it, beside this
 */
public record Manifest(int format, String berth, String made, List<Item> files) {
    static final String NAME = "manifest.json";
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * A file.
     *
     * @param path in the state directory, with slashes
     * @param bytes its length
     * @param sha256 of its content, in hex
     */
    public record Item(String path, long bytes, String sha256) {}

    public Manifest {
        files = List.copyOf(files);
    }

    byte[] json() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    static Manifest read(byte[] json) throws IOException {
        return JSON.readValue(json, Manifest.class);
    }
}
