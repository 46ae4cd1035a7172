package org.berth.am.auth;

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
import java.util.stream.Stream;

/**
 * A file of the folder of trusted roots, as it is now.
 *
 * @param file where it is
 * @param text what it holds
 * @param anchors the trust anchors in it
 * @param problems a sentence for all that is in it and is none
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
    static RootFile of(Path file, String text) {
        List<Gid> anchors = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (text.isEmpty() || text.length() > MAX_BYTES) {
            problems.add(file + " is left out: unreadable, empty, or more than " + MAX_BYTES + " bytes");
            return new RootFile(file, text, anchors, problems);
        }
        try {
            for (X509Certificate certificate : PemCertificates.parseFile(text)) {
                try {
                    anchors.add(anchor(certificate));
                } catch (CertificateException e) {
                    problems.add("a certificate in " + file + " is left out: " + e.getMessage());
                }
            }
        } catch (CertificateException e) {
            anchors.clear();
            problems.add(file + " is left out: " + e.getMessage());
        }
        return new RootFile(file, text, anchors, problems);
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
