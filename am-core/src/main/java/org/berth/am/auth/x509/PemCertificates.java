// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.x509;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.base.Printable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Certificates written as text. Two forms occur in the federation: PEM blocks, perhaps with OpenSSL's text dump before or
 * between them, and one certificate's bare base64 without the BEGIN and END lines.
 */
public final class PemCertificates {
    /** More certificates than any real chain has. */
    public static final int MAX_CERTIFICATES = 16;

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final Pattern BLOCK = Pattern.compile(BEGIN + "([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----");
    private static final Pattern FORBIDDEN_CONTROL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

    private PemCertificates() {}

    /**
     * Reads every PEM certificate block of a file and overlooks what else is in it.
     *
     * @throws CertificateException if there is no block, or one is broken
     */
    public static List<X509Certificate> parseFile(String text) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            certificates.add(decode(blocks.group(1)));
        }
        int begun = count(text);
        if (begun == 0 || certificates.size() != begun) {
            throw new CertificateException(
                    begun == 0 ? "no PEM certificate in it" : "a PEM certificate block is broken");
        }
        return certificates;
    }

    /**
     * A PEM certificate block of a file.
     *
     * @param line where it begins, from 1
     * @param certificate empty if it cannot be used
     * @param problem what is wrong with it, with the certificate's subject where it has one; empty if nothing is
     */
    public record Block(int line, Optional<X509Certificate> certificate, String problem) {}

    /** Reads every PEM certificate block of a file for itself, and overlooks what else is in it. */
    public static List<Block> blocks(String text) {
        List<Block> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        int line = 1;
        int counted = 0;
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + BEGIN.length())) {
            line += (int)
                    text.substring(counted, at).chars().filter(c -> c == '\n').count();
            counted = at;
            if (block.region(at, text.length()).lookingAt()) {
                found.add(block(line, block.group(1)));
            } else {
                found.add(new Block(line, Optional.empty(), "the block is no base64, or has no END line"));
            }
        }
        return found;
    }

    private static Block block(int line, String base64) {
        try {
            return new Block(line, Optional.of(decode(base64)), "");
        } catch (CertificateException e) {
            return new Block(line, Optional.empty(), subject(base64) + e.getMessage());
        }
    }

    /** The subject of what Java does not take for a certificate, for messages; empty if it has none. */
    private static String subject(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            ASN1Sequence body =
                    ASN1Sequence.getInstance(ASN1Sequence.getInstance(der).getObjectAt(0));
            boolean hasVersion = body.getObjectAt(0) instanceof ASN1TaggedObject;
            X500Name subject = X500Name.getInstance(body.getObjectAt(hasVersion ? 5 : 4));
            // Some of PlanetLab's authorities are such.
            boolean extended = !hasVersion && body.size() > 6;
            return "'" + Printable.ascii(subject.toString()) + "' is "
                    + (extended ? "of version 1 and has extensions, which only version 3 may have: " : "");
        } catch (IllegalArgumentException | IllegalStateException | ArrayIndexOutOfBoundsException e) {
            return "";
        }
    }

    /**
     * Reads a GID of a credential: the certificate itself first, then those that lead to a root.
     *
     * @return at least one certificate
     * @throws CertificateException if it is in neither form, has trailing matter, or too many certificates
     */
    public static List<X509Certificate> parseGid(String text) throws CertificateException {
        if (FORBIDDEN_CONTROL.matcher(text).find()) {
            throw new CertificateException("a control character is among the certificates");
        }
        if (!text.contains("-----")) {
            return List.of(decode(text));
        }
        int count = count(text);
        if (count > MAX_CERTIFICATES) {
            throw new CertificateException(count + " certificates, at most " + MAX_CERTIFICATES + " are taken");
        }
        List<X509Certificate> certificates = parseFile(text);
        Matcher blocks = BLOCK.matcher(text);
        int end = 0;
        while (blocks.find()) {
            end = blocks.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new CertificateException("there is text after the last certificate");
        }
        return certificates;
    }

    /** Reads one certificate from base64 with any line breaks. */
    public static X509Certificate decode(String base64) throws CertificateException {
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("a certificate that is not base64: " + e.getMessage(), e);
        }
        ByteArrayInputStream input = new ByteArrayInputStream(der);
        X509Certificate certificate;
        try {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(input);
        } catch (CertificateException e) {
            throw new CertificateException("a certificate that is not X.509", e);
        }
        if (certificate == null || certificate.getEncoded().length != der.length) {
            throw new CertificateException("a certificate with other bytes after it");
        }
        return certificate;
    }

    private static int count(String text) {
        return text.split(Pattern.quote(BEGIN), -1).length - 1;
    }
}
