// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Namespaces;
import org.berth.rspec.v3.Rspec;
import org.berth.rspec.v3.RspecDocument;
import org.berth.rspec.xml.AsciiXml;

/** The manifest of a slice, or of some of its slivers, at one aggregate. */
public final class Manifest {
    static final String SCHEMA = Namespaces.RSPEC + "/manifest.xsd";

    private Manifest() {}

    /**
     * The manifest as XML in ASCII.
     *
     * <p>The requests are joined in order under the first one's root. Nodes of others stay as they were; where a later
     * request repeats one, the first is kept. A link that lost one of its interfaces with a node of ours is left out.
     * Without any node in the allocations it is a root and nothing inside.
     *
     * @param aggregate the aggregate's URN
     * @param expires when the first of the slivers expires
     */
    public static String of(Urn aggregate, List<Allocation> allocations, Optional<Instant> expires) {
        List<Allocation> live =
                allocations.stream().filter(a -> !a.nodes().isEmpty()).toList();
        if (live.isEmpty()) {
            return empty();
        }
        ManifestTree tree = new ManifestTree(aggregate, live.get(0));
        live.subList(1, live.size()).forEach(later -> tree.add(new ManifestTree(aggregate, later)));
        return tree.finish(expires.map(Manifest::time));
    }

    /** The manifest of a slice that has nothing here: a root without child elements. */
    public static String empty() {
        return AsciiXml.write(RspecDocument.documentOf(
                new Rspec("manifest", Optional.empty(), Namespaces.RSPEC + " " + SCHEMA, List.of())));
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
