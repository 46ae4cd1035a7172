// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A GENI public identifier, {@code urn:publicid:IDN+<authority>+<type>+<name>} (GENI API identifiers; RFC 3151).
 *
 * <p>Case is kept as it came; two URNs are equal when they differ only in case. A {@code +} inside a name is written
 * {@code %2B}, so a URN always has exactly four parts.
 *
 * @param authority a domain-like part and optional sub-authorities, joined by {@code :}, e.g. {@code
 *     ilabt.imec.be:project}
 * @param type what is named: {@code authority}, {@code user}, {@code slice}, {@code sliver}, {@code node}, ...
 * @param name the name inside its authority, never empty
 */
public record Urn(String authority, String type, String name) {
    private static final String PREFIX = "urn:publicid:idn";
    private static final int MAX_LENGTH = 1024;
    private static final Pattern AUTHORITY = Pattern.compile("[0-9A-Za-z._-]+(:[0-9A-Za-z._-]+)*");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z]+");
    private static final Pattern NAME = Pattern.compile("[!-*,-~]+");

    public Urn {
        require(AUTHORITY.matcher(authority).matches(), "authority", authority);
        require(TYPE.matcher(type).matches(), "type", type);
        require(NAME.matcher(name).matches(), "name", name);
    }

    /**
     * Reads a URN.
     *
     * @throws IllegalArgumentException with a sentence for the client, if the text is not one
     */
    public static Urn parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a URN has at most " + MAX_LENGTH + " characters, this one has " + text.length());
        }
        String[] parts = text.split("\\+", -1);
        if (parts.length != 4 || !parts[0].toLowerCase(Locale.ROOT).equals(PREFIX)) {
            throw new IllegalArgumentException(
                    "not a URN of the form urn:publicid:IDN+authority+type+name: '" + printable(text) + "'");
        }
        return new Urn(parts[1], parts[2], parts[3]);
    }

    /**
     * The authority part that a configured base name stands for: the form of the identifier before its transcription
     * (RFC 3151), with {@code //} between the levels ({@code geni//gpo//gcf} is {@code geni:gpo:gcf}), or with {@code :}
     * already.
     *
     * @throws IllegalArgumentException with a sentence for the admin, if no authority can be written that way
     */
    public static String authorityOf(String baseName) {
        String authority = baseName.strip().replace("//", ":");
        require(AUTHORITY.matcher(authority).matches(), "authority", baseName);
        return authority;
    }

    /** Returns whether the URN has the given type; types are compared without regard to case. */
    public boolean hasType(String wanted) {
        return type.equalsIgnoreCase(wanted);
    }

    /**
     * The name-space rule: an authority signs only for names in its own authority or below it, component by component
     * ({@code a.b} covers {@code a.b:c}; {@code imec.be} does not cover {@code ilabt.imec.be}).
     */
    public static boolean authorityCovers(String issuerAuthority, String subjectAuthority) {
        String issuer = issuerAuthority.toLowerCase(Locale.ROOT);
        String subject = subjectAuthority.toLowerCase(Locale.ROOT);
        return subject.equals(issuer) || subject.startsWith(issuer + ":");
    }

    /** The form to compare and index by: lower case throughout. */
    public String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Urn urn && key().equals(urn.key());
    }

    @Override
    public int hashCode() {
        return Objects.hash(key());
    }

    @Override
    public String toString() {
        return "urn:publicid:IDN+" + authority + "+" + type + "+" + name;
    }

    private static void require(boolean good, String part, String value) {
        if (!good) {
            throw new IllegalArgumentException("a URN with a bad " + part + ": '" + printable(value) + "'");
        }
    }

    private static String printable(String text) {
        return PrintableAscii.of(text, 200);
    }
}
