// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.revocation;

import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.base.Printable;
import org.berth.rspec.Urn;

/**
 * The names and certificates that an admin keeps out although the federation trusts them, and slices that nobody may
 * act on; immutable.
 *
 * <p>As text: one entry a line, {@code sha256:HEX} or a URN, then after a blank the reason; {@code #} begins a comment.
 *
 * @param denials the entries by what they deny, in comparable form
 */
public record DenyList(Map<String, DenyListEntry> denials) {
    /** Nobody is denied. */
    public static final DenyList EMPTY = new DenyList(Map.of());

    private static final Pattern HASH = Pattern.compile("(?i)sha256:[0-9a-f]{64}");
    private static final Set<String> TYPES = Set.of("user", "authority", "tool", "slice");
    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{0,200}");

    public DenyList {
        denials = Collections.unmodifiableMap(new LinkedHashMap<>(denials));
    }

    /**
     * The result of reading a text: its entries and its errors.
     *
     * @param list the entries that are good
     * @param problems a sentence for each line that is not
     */
    public record Read(DenyList list, List<String> problems) {}

    /** Reads a deny-list's text. */
    public static Read read(String text) {
        Map<String, DenyListEntry> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            String[] parts = entry.split("\\s+", 2);
            try {
                DenyListEntry denial = denial(parts[0], parts.length > 1 ? parts[1] : "");
                found.put(key(denial.what()), denial);
            } catch (IllegalArgumentException e) {
                problems.add("line " + number + ": " + e.getMessage());
            }
        }
        return new Read(new DenyList(found), problems);
    }

    /**
     * An entry.
     *
     * @throws IllegalArgumentException with a sentence for the admin, if it is none
     */
    public static DenyListEntry denial(String what, String reason) {
        if (!HASH.matcher(what).matches()) {
            if (!key(what).startsWith("urn:")) {
                throw new IllegalArgumentException(
                        "'" + Printable.ascii(what) + "' is neither a URN nor sha256: and 64 hexadecimal digits");
            }
            if (!TYPES.contains(Urn.parse(what).type().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(Printable.ascii(what)
                        + " is none of a user, an authority, a tool and a slice; nothing else can be denied");
            }
        }
        if (!REASON.matcher(reason).matches()) {
            throw new IllegalArgumentException("a reason is one line of at most 200 characters");
        }
        return new DenyListEntry(what, reason.strip());
    }

    /**
     * A deny-list's text with what it says of one thing changed; all else, comments too, stays as it is.
     *
     * @param what as in an entry
     * @param entry what is said of it from now on; empty: nothing
     */
    public static String edited(String text, String what, Optional<DenyListEntry> entry) {
        StringBuilder edited = new StringBuilder(
                text.isBlank() ? "# Denied here: a URN or sha256: and a certificate's hash, then the reason.\n" : "");
        text.lines()
                .filter(line -> !key(line.strip().split("\\s+", 2)[0]).equals(key(what)))
                .forEach(line -> edited.append(line).append('\n'));
        entry.ifPresent(denial ->
                edited.append((denial.what() + " " + denial.reason()).strip()).append('\n'));
        return edited.toString();
    }

    /** All that either denies. */
    DenyList and(DenyList other) {
        Map<String, DenyListEntry> both = new LinkedHashMap<>(denials);
        both.putAll(other.denials);
        return new DenyList(both);
    }

    /** Returns whether there is an entry for a URN or certificate. */
    public boolean has(String what) {
        return denials.containsKey(key(what));
    }

    /** Returns the entry that denies a certificate, by its own hash or by its holder's URN; empty if none does. */
    Optional<DenyListEntry> of(Gid gid) {
        if (denials.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(denials.get(gid.urn().key()))
                .or(() -> Optional.ofNullable(denials.get("sha256:" + Fingerprint.of(gid.certificate()))));
    }

    /** Refuses a certificate that is denied. */
    public void check(Gid gid) throws CertificateException {
        if (of(gid).isPresent()) {
            throw new DeniedException(gid.urn() + " is denied by this aggregate's local policy");
        }
    }

    private static String key(String what) {
        return what.toLowerCase(Locale.ROOT);
    }

    /** All would be well, had the admin not said otherwise. */
    public static final class DeniedException extends CertificateException {
        private static final long serialVersionUID = 1L;

        DeniedException(String message) {
            super(message);
        }
    }
}
