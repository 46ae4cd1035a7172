// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The token that an admin carries from an AM to a new agent: {@code berth1-} and base64url of the SHA-256 of the AM's
 * authority for hosts (32 bytes), the secret (16), the text {@code host:port name} in UTF-8, and the CRC-32 of all that
 * (4), so that a token which was copied badly is told from one that is not good any more.
 *
 * @param hostname where the AM listens for agents that enrol: a name or an address, an IPv6 one in brackets
 * @param port of the same, 1 to 65535
 * @param authority SHA-256 of the authority's certificate (DER), in hex
 * @param secret 16 bytes in hex, known to the AM that made it and to whom it was given
 * @param host the name of the host that is to be enrolled
 */
public record EnrollmentToken(String hostname, int port, String authority, String secret, String host) {
    /** Length of a secret in bytes. */
    public static final int SECRET_BYTES = 16;

    private static final HexFormat HEX = HexFormat.of();
    private static final String START = "berth1-";
    private static final Pattern OTHER_START = Pattern.compile("berth[0-9]+-.*", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("([^ ]+):([0-9]{1,5}) ([^ ]+)");
    private static final int AUTHORITY_BYTES = 32;
    private static final int CHECK_BYTES = 4;
    private static final int ID_CHARACTERS = 32;

    /** The form of an {@link #id}. */
    static final Pattern ID = Pattern.compile("[0-9a-f]{" + ID_CHARACTERS + "}");

    private static final int MOST_CHARACTERS = 2000;

    /** The token as text: letters, digits, - and _. */
    public String format() {
        byte[] text = (hostname + ":" + port + " " + host).getBytes(UTF_8);
        byte[] content = ByteBuffer.allocate(AUTHORITY_BYTES + SECRET_BYTES + text.length)
                .put(HEX.parseHex(authority))
                .put(HEX.parseHex(secret))
                .put(text)
                .array();
        byte[] whole = ByteBuffer.allocate(content.length + CHECK_BYTES)
                .put(content)
                .putInt(check(content))
                .array();
        return START + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * Reads a token.
     *
     * @throws IllegalArgumentException with a sentence for the admin, which never repeats the token
     */
    public static EnrollmentToken parse(String given) {
        String token = given.strip();
        if (!token.startsWith(START)) {
            throw new IllegalArgumentException(
                    OTHER_START.matcher(token).matches()
                            ? "this token is of another version of Berth: install the AM's version of the agent"
                            : "this is no token: one begins with " + START + " and is printed by 'berth host enroll'");
        }
        if (token.length() > MOST_CHARACTERS) {
            throw bad();
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(token.substring(START.length()));
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        int end = whole.length - CHECK_BYTES;
        if (end <= AUTHORITY_BYTES + SECRET_BYTES
                || check(Arrays.copyOf(whole, end))
                        != ByteBuffer.wrap(whole, end, CHECK_BYTES).getInt()) {
            throw bad();
        }
        return of(ByteBuffer.wrap(whole, 0, end));
    }

    private static EnrollmentToken of(ByteBuffer content) {
        byte[] authority = new byte[AUTHORITY_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        content.get(authority).get(secret);
        try {
            Matcher text = TEXT.matcher(UTF_8.newDecoder().decode(content));
            if (text.matches()) {
                int port = Integer.parseInt(text.group(2));
                if (port >= 1 && port <= 0xFFFF) {
                    return new EnrollmentToken(
                            text.group(1), port, HEX.formatHex(authority), HEX.formatHex(secret), text.group(3));
                }
            }
        } catch (CharacterCodingException e) {
            // told below
        }
        throw bad();
    }

    private static IllegalArgumentException bad() {
        return new IllegalArgumentException(
                "this token is not whole: a part is missing or mistyped; copy all of it again, it is one word");
    }

    private static int check(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    /** Tells tokens apart without telling their secrets: 32 hex digits. */
    String id() {
        return HostCertificates.sha256(HEX.parseHex(secret)).substring(0, ID_CHARACTERS);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "EnrollmentToken[" + host + " at " + hostname + ":" + port + "]";
    }
}
