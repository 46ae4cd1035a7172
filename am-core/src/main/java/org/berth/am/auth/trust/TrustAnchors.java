// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;

/**
 * The authorities trusted at one moment, self-signed or not, and the deny-list; immutable.
 *
 * @param version grows with every change, so that what was proved with older anchors can be told
 * @param bySubject the anchors by their subject name, each a CA whose URN has type {@code authority}
 * @param groups what slices and users are bound to, by anchor, see {@link AcceptedRoots}
 * @param denied the deny-list, which holds whatever certificates and credentials somebody has
 */
public record TrustAnchors(
        long version, Map<X500Principal, List<Gid>> bySubject, Map<Gid, String> groups, DenyList denied) {
    /** A set of anchors, each an authority that may issue; nobody is denied. */
    public static TrustAnchors of(long version, Collection<Gid> anchors) {
        return of(version, anchors, DenyList.EMPTY);
    }

    /** A set of anchors, each an authority that may issue, and a deny-list. */
    public static TrustAnchors of(long version, Collection<Gid> anchors, DenyList denied) {
        return of(
                version, anchors, AcceptedRoots.of(anchors, AuthorityKeys.NONE).groups(), denied);
    }

    /** The accepted ones of a folder, and a deny-list. */
    public static TrustAnchors of(long version, AcceptedRoots roots, DenyList denied) {
        return of(version, roots.anchors(), roots.groups(), denied);
    }

    private static TrustAnchors of(long version, Collection<Gid> anchors, Map<Gid, String> groups, DenyList denied) {
        return new TrustAnchors(
                version,
                Map.copyOf(anchors.stream()
                        .collect(Collectors.groupingBy(
                                anchor -> anchor.certificate().getSubjectX500Principal(),
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        found -> List.copyOf(
                                                found.stream().distinct().toList()))))),
                groups,
                denied);
    }

    /** The anchors with this subject; different keys may share a name. */
    List<Gid> named(X500Principal subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    /** Returns the identity that the slices and users of an anchor are bound to. */
    String group(Gid anchor) {
        String group = groups.get(anchor);
        return group == null ? Fingerprint.ofKey(anchor.certificate().getPublicKey()) : group;
    }

    /** Returns whether this very certificate is an anchor. */
    boolean contains(Gid gid) {
        return named(gid.certificate().getSubjectX500Principal()).stream()
                .anyMatch(anchor -> anchor.certificate().equals(gid.certificate()));
    }

    /** Returns the differences from before, as plain values, for the audit log. */
    Map<String, List<String>> changesSince(TrustAnchors before) {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        changes.put("rootsAdded", less(names(), before.names()));
        changes.put("rootsRemoved", less(before.names(), names()));
        changes.put(
                "denied",
                less(denied.denials().keySet(), before.denied.denials().keySet()));
        changes.put(
                "allowed",
                less(before.denied.denials().keySet(), denied.denials().keySet()));
        return changes;
    }

    private Set<String> names() {
        return bySubject.values().stream()
                .flatMap(List::stream)
                .map(anchor -> anchor.urn() + " sha256:" + Fingerprint.of(anchor.certificate()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> less(Set<String> all, Set<String> without) {
        return all.stream().filter(one -> !without.contains(one)).toList();
    }

    /** Returns the number of anchors. */
    public int size() {
        return bySubject.values().stream().mapToInt(List::size).sum();
    }
}
