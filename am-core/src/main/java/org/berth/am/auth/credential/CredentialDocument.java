// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * An SFA credential as it is written, with nothing believed.
 *
 * @param levels the credential itself first, then what it was delegated from, up to the one that an authority issued
 * @param signatures the one signature of each level, in the same order
 */
record CredentialDocument(List<CredentialLevel> levels, List<SignatureBlock> signatures) {
    static final int MAX_LEVELS = 8;

    /** Reads a credential's text; names its first fault. */
    static CredentialDocument parse(String text, Checklist list) throws CredentialRefused {
        list.reach(Rule.FORM);
        SignedDocument document = SignedDocument.parse(text);
        List<CredentialLevel> levels = levels(document.credential());
        List<SignedElement> signed =
                levels.stream().map(CredentialLevel::signed).toList();
        return new CredentialDocument(levels, document.signaturesOf(signed, list));
    }

    /** Every certificate that came with the credential; possible links of a path, not trusted. */
    Set<X509Certificate> certificates() {
        Set<X509Certificate> all = new LinkedHashSet<>();
        levels.forEach(level -> {
            all.addAll(level.owner());
            all.addAll(level.target());
        });
        signatures.forEach(signature -> all.addAll(signature.certificates()));
        return all;
    }

    private static List<CredentialLevel> levels(Element outermost) throws CredentialRefused {
        List<CredentialLevel> levels = new ArrayList<>();
        Optional<Element> next = Optional.of(outermost);
        while (next.isPresent()) {
            if (levels.size() == MAX_LEVELS) {
                throw new CredentialRefused("delegated more than " + (MAX_LEVELS - 1) + " times");
            }
            CredentialLevel level = CredentialLevel.read(next.get());
            levels.add(level);
            next = level.parent();
        }
        return levels;
    }
}
