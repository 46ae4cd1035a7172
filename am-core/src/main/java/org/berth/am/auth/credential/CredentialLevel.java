// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * One {@code credential} element with its fields read and nothing believed: the credential itself, or one that it was
 * delegated from.
 *
 * @param signed what its signature must cover
 * @param type what kind of credential it says it is
 * @param owner who may use it: a certificate, then those that came with it
 * @param ownerUrn the {@code owner_urn}, if there is one
 * @param target what it is about: a certificate, then those that came with it
 * @param targetUrn the {@code target_urn}, if there is one
 * @param expires from when on it is worth nothing
 * @param privileges as written
 * @param parent the element of the credential that this one was delegated from
 */
record CredentialLevel(
        SignedElement signed,
        String type,
        List<X509Certificate> owner,
        Optional<Urn> ownerUrn,
        List<X509Certificate> target,
        Optional<Urn> targetUrn,
        Instant expires,
        List<Privilege> privileges,
        Optional<Element> parent) {
    private static final Set<String> FIELDS = Set.of(
            "type",
            "serial",
            "owner_gid",
            "owner_urn",
            "target_gid",
            "target_urn",
            "uuid",
            "expires",
            "privileges",
            "extensions",
            "parent");
    private static final int MAX_PRIVILEGES = 64;

    /** Reads a {@code credential} element; names its first fault. */
    static CredentialLevel read(Element element) throws CredentialRefused {
        Map<String, Element> fields = StrictElements.fields(element, FIELDS, Set.of("extensions"));
        StrictElements.text(fields.get("serial"));
        StrictElements.text(fields.get("uuid"));
        return new CredentialLevel(
                SignedElement.of(element),
                StrictElements.text(fields.get("type")).strip(),
                certificates(fields, "owner_gid"),
                urn(fields, "owner_urn"),
                certificates(fields, "target_gid"),
                urn(fields, "target_urn"),
                StrictElements.time(fields, "expires"),
                privileges(fields.get("privileges")),
                parent(fields.get("parent")));
    }

    /** Only privileges give rights; tickets and capabilities are other things (SFA). */
    void requireType() throws CredentialRefused {
        if (!type.equals("privilege")) {
            throw new CredentialRefused(
                    "its type is '" + Printable.ascii(type) + "', only 'privilege' gives rights here");
        }
    }

    private static List<X509Certificate> certificates(Map<String, Element> fields, String name)
            throws CredentialRefused {
        try {
            return PemCertificates.parseGid(StrictElements.text(fields.get(name)));
        } catch (CertificateException e) {
            throw new CredentialRefused(name + ": " + e.getMessage());
        }
    }

    private static Optional<Urn> urn(Map<String, Element> fields, String name) throws CredentialRefused {
        String text = StrictElements.text(fields.get(name));
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Urn.parse(text));
        } catch (IllegalArgumentException e) {
            throw new CredentialRefused(name + ": " + e.getMessage());
        }
    }

    private static List<Privilege> privileges(@Nullable Element element) throws CredentialRefused {
        List<Privilege> privileges = new ArrayList<>();
        List<Element> children = element == null ? List.of() : StrictElements.children(element);
        if (children.isEmpty() || children.size() > MAX_PRIVILEGES) {
            throw new CredentialRefused(
                    "it has " + children.size() + " privileges, 1 to " + MAX_PRIVILEGES + " are taken");
        }
        for (Element child : children) {
            if (child.getNamespaceURI() != null || !"privilege".equals(child.getLocalName())) {
                throw new CredentialRefused(
                        "an element that does not belong in <privileges>: " + StrictElements.name(child));
            }
            Map<String, Element> fields = StrictElements.fields(child, Set.of("name", "can_delegate"), Set.of());
            privileges.add(new Privilege(
                    StrictElements.text(fields.get("name")).strip(),
                    bool(StrictElements.text(fields.get("can_delegate")).strip())));
        }
        return privileges;
    }

    private static boolean bool(String text) throws CredentialRefused {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default ->
                throw new CredentialRefused("can_delegate is 0, 1, true or false, not '" + Printable.ascii(text) + "'");
        };
    }

    private static Optional<Element> parent(@Nullable Element element) throws CredentialRefused {
        if (element == null) {
            return Optional.empty();
        }
        List<Element> children = StrictElements.children(element);
        if (children.size() != 1 || !StrictElements.isPlain(children.get(0), "credential")) {
            throw new CredentialRefused("<parent> holds exactly one <credential>");
        }
        return Optional.of(children.get(0));
    }
}
