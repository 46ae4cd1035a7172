// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.berth.am.auth.x509.PemCertificates;

/** Documents that a real GENI clearinghouse made, recorded. */
public final class Samples {
    /** A moment at which they were all good. */
    public static final Instant RECORDED = Instant.parse("2026-11-20T11:31:50Z");

    private Samples() {}

    public static String text(String name) {
        try (InputStream input = Samples.class.getResourceAsStream("clearinghouse/" + name)) {
            if (input == null) {
                throw new IllegalArgumentException("no sample " + name);
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<X509Certificate> certificates(String name) {
        try {
            return PemCertificates.parseFile(text(name));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
