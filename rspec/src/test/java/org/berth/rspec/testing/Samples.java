// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.NodeList;

/** The recorded documents under {@code samples}. */
public final class Samples {
    private Samples() {}

    /** The file as it is. */
    public static String text(String name) {
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name)) {
            return new String(
                    Objects.requireNonNull(in, () -> "no sample " + name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The RSpec inside a recorded call or answer. */
    public static String rspecIn(String recordedCall) {
        String http = text(recordedCall);
        NodeList strings = HardenedXml.parse(http.substring(http.indexOf("<?xml")), XmlLimits.DEFAULTS)
                .getElementsByTagName("string");
        for (int i = 0; i < strings.getLength(); i++) {
            String value = strings.item(i).getTextContent();
            if (value.contains("<rspec ")) {
                return value;
            }
        }
        throw new IllegalArgumentException("no RSpec in " + recordedCall);
    }
}
