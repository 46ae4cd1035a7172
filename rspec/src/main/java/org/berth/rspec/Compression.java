// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** An RSpec as one line of base64 around zlib around UTF-8 (AM API v3, {@code geni_compressed}; RFC 1950, RFC 4648). */
public final class Compression {
    /** The empty text, compressed: what a client that asked for compression can inflate even where there is nothing. */
    public static final String EMPTY = "eJwDAAAAAAE=";

    private static final int MAX_INFLATED_BYTES = 10 * 1024 * 1024;

    private Compression() {}

    public static String compress(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(bytes)) {
            zlib.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot be written to", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /**
     * The text again. White space and line breaks in the base64 are ignored.
     *
     * @throws RspecException if it is not base64, not zlib, cut short, not UTF-8, or more than 10 MiB when inflated
     */
    public static String decompress(String base64) {
        byte[] deflated;
        try {
            deflated = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw invalid("not base64");
        }
        try (InflaterInputStream zlib = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            byte[] inflated = zlib.readNBytes(MAX_INFLATED_BYTES + 1);
            if (inflated.length > MAX_INFLATED_BYTES) {
                throw invalid("more than " + MAX_INFLATED_BYTES + " bytes when inflated");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(inflated))
                    .toString();
        } catch (IOException e) {
            throw invalid("not zlib data of UTF-8 text");
        }
    }

    private static RspecException invalid(String why) {
        return new RspecException(RspecException.Problem.INVALID, "the compressed RSpec is " + why);
    }
}
