// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.am.auth.x509.CertificateRules;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.base.Printable;

/**
 * Of the roots in a folder those that are trusted: an authority's name stands for one authority. A second root with a known
 * name is refused, unless the first issued it, it has the same key, or an admin called the two the same.
 *
 * @param anchors the trusted ones
 * @param groups for each of them by what slices and users are bound to it: the first key of its authority, if its key is known
 *     under that name, else that of the trusted root above it
 * @param refused a sentence for each of the others
 * @param keys what is known of authorities' keys with these
 */
public record AcceptedRoots(List<Gid> anchors, Map<Gid, String> groups, Map<Gid, String> refused, AuthorityKeys keys) {
    /** Sorts roots; of two with one name that are both unknown the first is accepted. */
    public static AcceptedRoots of(Collection<Gid> roots, AuthorityKeys known) {
        return new Sorting(roots.stream().distinct().toList(), known).sorted();
    }

    private static final class Sorting {
        private final List<Gid> roots;
        private final Map<Gid, String> groups = new LinkedHashMap<>();
        private final Map<Gid, String> refused = new LinkedHashMap<>();
        private AuthorityKeys keys;

        Sorting(List<Gid> roots, AuthorityKeys known) {
            this.roots = roots;
            this.keys = known;
        }

        AcceptedRoots sorted() {
            Map<Gid, Gid> tops = new HashMap<>();
            roots.forEach(root -> tops.put(root, top(root)));
            roots.stream().filter(root -> root.equals(tops.get(root))).forEach(this::acceptByItself);
            for (Gid root : roots) {
                String above = groups.get(tops.get(root));
                if (above != null) {
                    groups.put(root, above);
                } else {
                    acceptByItself(root);
                }
            }
            List<Gid> anchors = new ArrayList<>(roots);
            anchors.removeAll(refused.keySet());
            return new AcceptedRoots(List.copyOf(anchors), Map.copyOf(groups), refused, keys);
        }

        private void acceptByItself(Gid root) {
            String key = Fingerprint.ofKey(root.certificate().getPublicKey());
            String name = root.urn().authority();
            List<String> others = keys.of(name);
            if (others.isEmpty()) {
                keys = keys.with(name, key);
                groups.put(root, key);
            } else if (others.contains(key)) {
                groups.put(root, others.get(0));
            } else {
                refused.put(
                        root,
                        "the authority name '" + Printable.ascii(name) + "' is another key's here, so " + root.urn()
                                + " is not trusted; if both are the same authority: berth trust same-authority key:"
                                + others.get(0) + " key:" + key);
            }
        }

        /**
         * The root at the upper end of those that issued one another. One whose key is known under its own name is an end:
         * what is bound to it stays so when the root above it is trusted, too.
         */
        private Gid top(Gid root) {
            Gid top = root;
            for (int steps = 0; steps < CertificatePath.MAX_LENGTH; steps++) {
                Optional<Gid> above = isKnown(top) ? Optional.empty() : issuer(top);
                if (above.isEmpty()) {
                    return top;
                }
                top = above.get();
            }
            return root;
        }

        private boolean isKnown(Gid root) {
            return keys.of(root.urn().authority())
                    .contains(Fingerprint.ofKey(root.certificate().getPublicKey()));
        }

        private Optional<Gid> issuer(Gid root) {
            return roots.stream()
                    .filter(other -> !other.certificate()
                            .getPublicKey()
                            .equals(root.certificate().getPublicKey()))
                    .filter(other -> other.certificate()
                            .getSubjectX500Principal()
                            .equals(root.certificate().getIssuerX500Principal()))
                    .filter(other -> issued(other, root))
                    .findFirst();
        }

        private static boolean issued(Gid issuer, Gid subject) {
            try {
                CertificateRules.checkVerifiable(issuer.certificate());
                subject.certificate().verify(issuer.certificate().getPublicKey());
                CertificateRules.checkSignatureAlgorithm(subject);
                CertificateRules.checkMayIssue(issuer, subject, 0);
                return true;
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }
}
