// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.base.Printable;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * An ABAC credential as it is written (GENI's RT0 form), with nothing believed: whoever has the tail's key, or fills the
 * tail's role, fills the head's role.
 *
 * @param signed what its signature must cover
 * @param type what kind of credential it says it is
 * @param expires from when on it is worth nothing
 * @param head whose role it is about
 * @param tail who is to fill it
 */
public record AbacStatement(SignedElement signed, String type, Instant expires, Principal head, Principal tail) {
    private static final Set<String> FIELDS =
            Set.of("type", "serial", "owner_gid", "owner_urn", "target_gid", "target_urn", "uuid", "expires", "abac");

    /** GENI writes 1.1. */
    private static final Set<String> VERSIONS = Set.of("1", "1.0", "1.1");

    /**
     * A key, and perhaps a role of it.
     *
     * @param keyId by which the key is known
     * @param role the role's name
     * @param linkingRole the name of a role of those who fill that role
     */
    record Principal(String keyId, Optional<String> role, Optional<String> linkingRole) {
        private static Principal read(Element element) throws CredentialRefused {
            Map<String, Element> fields =
                    StrictElements.fields(element, Set.of("ABACprincipal", "role", "linking_role"), Set.of());
            Map<String, Element> key =
                    StrictElements.fields(one(fields, "ABACprincipal", element), Set.of("keyid", "mnemonic"), Set.of());
            StrictElements.text(key.get("mnemonic"));
            return new Principal(
                    StrictElements.text(key.get("keyid")).strip(),
                    optional(fields.get("role")),
                    optional(fields.get("linking_role")));
        }

        private static Optional<String> optional(@Nullable Element element) throws CredentialRefused {
            return element == null
                    ? Optional.empty()
                    : Optional.of(StrictElements.text(element).strip());
        }
    }

    /** Returns whether a text calls itself an ABAC credential; nothing more is checked of it. */
    public static boolean isLikely(String text) {
        return text.length() <= SignedDocument.MAX_CHARACTERS && text.matches("(?s).*<type>\\s*abac\\s*</type>.*");
    }

    /** Reads a {@code credential} element; names its first fault. */
    static AbacStatement read(Element element) throws CredentialRefused {
        Map<String, Element> fields = StrictElements.fields(element, FIELDS, Set.of());
        for (String unused : List.of("owner_gid", "owner_urn", "target_gid", "target_urn")) {
            if (!StrictElements.text(fields.get(unused)).isBlank()) {
                throw new CredentialRefused("an ABAC credential has an empty <" + unused + ">");
            }
        }
        StrictElements.text(fields.get("serial"));
        StrictElements.text(fields.get("uuid"));
        Element abac = one(fields, "abac", element);
        Element rt0 = one(StrictElements.fields(abac, Set.of("rt0"), Set.of()), "rt0", abac);
        Map<String, Element> rule = StrictElements.fields(rt0, Set.of("version", "head", "tail"), Set.of());
        String version = StrictElements.text(rule.get("version")).strip();
        if (!VERSIONS.contains(version)) {
            throw new CredentialRefused("its RT0 version is '" + Printable.ascii(version) + "', 1.1 is understood");
        }
        return new AbacStatement(
                SignedElement.of(element),
                StrictElements.text(fields.get("type")).strip(),
                StrictElements.time(fields, "expires"),
                Principal.read(one(rule, "head", rt0)),
                Principal.read(one(rule, "tail", rt0)));
    }

    private static Element one(Map<String, Element> fields, String name, Element parent) throws CredentialRefused {
        Element found = fields.get(name);
        if (found == null) {
            throw new CredentialRefused(StrictElements.name(parent) + " has no <" + name + ">");
        }
        return found;
    }
}
