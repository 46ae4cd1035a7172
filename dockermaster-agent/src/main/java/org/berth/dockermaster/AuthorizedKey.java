// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A public key that may log in, as sshd reads it in {@code authorized_keys} (sshd(8)). The AM reads what users send with it,
 * and hosts read what they are sent, so that a key is good at both ends or refused at the first.
 *
 * @param type the key's algorithm, e.g. {@code ssh-ed25519}
 * @param base64 the key itself (RFC 4253, 6.6), complete and without blanks
 * @param comment what stands behind it, without blanks around it; may be empty
 */
public record AuthorizedKey(String type, String base64, String comment) {
    private static final int LONGEST_LINE = 16 * 1024;
    /**
     * The smallest RSA key that sshd accepts (RequiredRSASize), in bits; the largest is the one that fits its buffers.
     */
    private static final int SMALLEST_RSA = 1024;

    private static final int LARGEST_RSA = 16 * 1024;

    private static final int ED25519_BYTES = 32;

    /** The curves of ECDSA keys, and the bytes of an uncompressed point on each (RFC 5656). */
    private static final Map<String, Integer> POINT_BYTES = Map.of("nistp256", 65, "nistp384", 97, "nistp521", 133);

    private static final List<String> TYPES = List.of(
            "ssh-ed25519",
            "ssh-rsa",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    /**
     * Reads lines of keys: blank lines and comments are skipped, several blanks or tabs are one blank.
     *
     * @return the keys in their order; none if there is no line but blanks and comments
     * @throws IllegalArgumentException with the line's number and what is wrong with it, in printable ASCII
     */
    public static List<AuthorizedKey> parse(String text) {
        List<String> lines = text.lines().map(String::strip).toList();
        List<AuthorizedKey> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    keys.add(ofLine(line));
                } catch (IllegalArgumentException e) {
                    throw lines.size() == 1
                            ? e
                            : new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return List.copyOf(keys);
    }

    /** The key as one line of {@code authorized_keys}, without the line's end. */
    public String line() {
        return comment.isEmpty() ? type + " " + base64 : type + " " + base64 + " " + comment;
    }

    private static AuthorizedKey ofLine(String line) {
        if (line.length() > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "it has " + line.length() + " characters, at most " + LONGEST_LINE + " are taken");
        }
        if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw new IllegalArgumentException("it has a control character");
        }
        String[] parts = line.split("[ \t]+", 3);
        wrongType(line, parts[0]).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (parts.length < 2) {
            throw new IllegalArgumentException("there is no key after its type");
        }
        byte[] blob = decoded(parts[1]);
        requireComplete(parts[0], blob);
        return new AuthorizedKey(
                parts[0], Base64.getEncoder().encodeToString(blob), parts.length == 3 ? parts[2].strip() : "");
    }

    private static Optional<String> wrongType(String line, String type) {
        if (TYPES.contains(type)) {
            return Optional.empty();
        }
        if (type.equals("ssh-dss")) {
            return Optional.of("it is a DSA key, which sshd takes no more; make one with ssh-keygen -t ed25519");
        }
        if (type.endsWith("-cert-v01@openssh.com")) {
            return Optional.of("it is a certificate; give the public key that it is of");
        }
        if (Arrays.stream(line.split("[ \t]+")).anyMatch(TYPES::contains)) {
            return Optional.of(
                    "it begins with options, which are not taken; leave out what stands before the key's type");
        }
        return Optional.of("it does not begin with a key type, such as ssh-ed25519 or ssh-rsa");
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what stands after its type is not base64", e);
        }
    }

    /** Refuses what sshd would not read: another type inside, a part that is cut or of a wrong size, bytes behind it. */
    private static void requireComplete(String type, byte[] blob) {
        ByteBuffer rest = ByteBuffer.wrap(blob);
        boolean complete;
        try {
            complete = Arrays.equals(part(rest), type.getBytes(US_ASCII))
                    && hasItsParts(type, rest)
                    && !rest.hasRemaining();
        } catch (BufferUnderflowException e) {
            complete = false;
        }
        if (!complete) {
            throw new IllegalArgumentException("its base64 part is not a whole key of that type; it may have been cut");
        }
    }

    private static boolean hasItsParts(String type, ByteBuffer rest) {
        return switch (type) {
            case "ssh-ed25519" -> part(rest).length == ED25519_BYTES;
            case "sk-ssh-ed25519@openssh.com" -> part(rest).length == ED25519_BYTES && part(rest).length > 0;
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> isPoint("nistp256", rest) && part(rest).length > 0;
            case "ssh-rsa" -> isRsa(part(rest), part(rest));
            default -> isPoint(type.substring(type.lastIndexOf('-') + 1), rest);
        };
    }

    private static boolean isPoint(String curve, ByteBuffer rest) {
        boolean sameCurve = Arrays.equals(part(rest), curve.getBytes(US_ASCII));
        byte[] point = part(rest);
        return sameCurve && POINT_BYTES.getOrDefault(curve, 0) == point.length && point[0] == 4;
    }

    private static boolean isRsa(byte[] exponent, byte[] modulus) {
        if (exponent.length == 0 || modulus.length == 0 || modulus.length > LARGEST_RSA / 8 + 1) {
            return false;
        }
        BigInteger n = new BigInteger(modulus);
        if (n.signum() <= 0 || new BigInteger(exponent).signum() <= 0) {
            return false;
        }
        if (n.bitLength() < SMALLEST_RSA) {
            throw new IllegalArgumentException(
                    "it is an RSA key of " + n.bitLength() + " bits; sshd takes none below " + SMALLEST_RSA);
        }
        return n.bitLength() <= LARGEST_RSA;
    }

    /** The next part of a key: its length in four bytes, and so many bytes. */
    private static byte[] part(ByteBuffer rest) {
        int length = rest.getInt();
        if (length < 0 || length > rest.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        rest.get(part);
        return part;
    }
}
