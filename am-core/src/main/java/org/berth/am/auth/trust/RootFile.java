// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.PemCertificates;

/**
 * A file of the folder of trusted roots, as it is now.
 *
 * @param file where it is
 * @param text what it holds
 * @param anchors the trust anchors in it
 * @param problems a sentence for each that is in it and is none, with its line
 */
public record RootFile(Path file, String text, List<Gid> anchors, List<String> problems) {
    static final int MAX_BYTES = 1 << 20;

    /** Written by gcf: all the other files of the folder in one. */
    private static final String GCF_CONCATENATION = "CATedCACerts.pem";

    /** The files of a folder in which roots are looked for, sorted. */
    static List<Path> candidates(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(RootFile::isCandidate).sorted().toList();
        }
    }

    /** All files of a folder. */
    public static List<RootFile> all(Path folder) throws IOException {
        return candidates(folder).stream().map(file -> of(file, text(file))).toList();
    }

    private static boolean isCandidate(Path file) {
        String name = file.getFileName().toString();
        return !name.equals(GCF_CONCATENATION)
                && !name.startsWith(".")
                && !name.toUpperCase(Locale.ROOT).startsWith("README")
                && Files.isRegularFile(file);
    }

    /** The file's contents; none when it cannot be read, which then counts as one more bad file. */
    static String text(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return new String(input.readNBytes(MAX_BYTES + 1), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Reads what a file is known to hold. */
    public static RootFile of(Path file, String text) {
        List<Gid> anchors = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (text.isEmpty() || text.length() > MAX_BYTES) {
            problems.add(file + " is left out: unreadable, empty, or more than " + MAX_BYTES + " bytes");
            return new RootFile(file, text, anchors, problems);
        }
        List<PemCertificates.Block> blocks = PemCertificates.blocks(text);
        if (blocks.isEmpty()) {
            problems.add(file + " is left out: no PEM certificate in it");
        }
        // Each for itself: what is wrong with one must not take away the trust in another.
        for (PemCertificates.Block block : blocks) {
            try {
                anchors.add(anchor(certificate(block)));
            } catch (CertificateException e) {
                problems.add(file + " line " + block.line() + ": a certificate is left out: " + e.getMessage());
            }
        }
        return new RootFile(file, text, anchors, problems);
    }

    private static X509Certificate certificate(PemCertificates.Block block) throws CertificateException {
        return block.certificate().orElseThrow(() -> new CertificateException(block.problem()));
    }

    /**
     * Checks that nobody's certificate but authorities' is in a file that an admin gives: with a user's comes the root that
     * the user would like to be trusted.
     *
     * @throws CertificateException with a sentence that names whose it is
     */
    public static void requireNobodyElse(String text) throws CertificateException {
        for (PemCertificates.Block block : PemCertificates.blocks(text)) {
            if (block.certificate().isPresent()) {
                Optional<Gid> gid = gid(block.certificate().get());
                if (gid.isPresent() && !gid.get().urn().hasType("authority")) {
                    throw new CertificateException(
                            gid.get().urn() + " is no certificate authority, so this is no file of roots");
                }
            }
        }
    }

    private static Optional<Gid> gid(X509Certificate certificate) {
        try {
            return Optional.of(Gid.of(certificate));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /**
     * A certificate as a trust anchor.
     *
     * @throws CertificateException with a sentence, if it cannot be one
     */
    public static Gid anchor(X509Certificate certificate) throws CertificateException {
        Gid gid = Gid.of(certificate);
        if (!gid.mayIssue()) {
            throw new CertificateException(
                    gid.urn() + " is no certificate authority; an anchor needs CA:TRUE and a URN of type authority");
        }
        return gid;
    }
}
