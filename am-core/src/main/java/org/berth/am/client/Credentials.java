// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.rspec.Urn;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlException;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/**
 * SFA credentials from files, sent as they are.
 *
 * @param texts the files' texts
 * @param speakingFor the user for whom the caller speaks, if one of the credentials allows that
 */
public record Credentials(List<String> texts, Optional<Urn> speakingFor) {
    public Credentials {
        texts = List.copyOf(texts);
    }

    /** Credentials of one's own. */
    public Credentials(List<String> texts) {
        this(texts, Optional.empty());
    }

    /** The same, used for somebody else. */
    public Credentials speakingFor(Optional<Urn> user) {
        return new Credentials(texts, user);
    }

    /**
     * Reads files.
     *
     * @throws IOException if one cannot be read
     */
    public static Credentials load(List<Path> files) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(Files.readString(file));
        }
        return new Credentials(texts);
    }

    /** The slice that the first slice credential is for, by its {@code target_urn}. */
    public Optional<Urn> slice() {
        return texts.stream()
                .flatMap(text -> target(text).stream())
                .filter(urn -> urn.hasType("slice"))
                .findFirst();
    }

    private static Optional<Urn> target(String text) {
        try {
            Document document = HardenedXml.parse(text, XmlLimits.DEFAULTS);
            return child(document.getDocumentElement(), "credential")
                    .flatMap(credential -> child(credential, "target_urn"))
                    .map(urn -> Urn.parse(urn.getTextContent().strip()));
        } catch (XmlException | IllegalArgumentException e) {
            return Optional.empty(); // the AM says better what is wrong with it
        }
    }

    private static Optional<Node> child(Node parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (name.equals(node.getLocalName())) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** As AM API v3 sends them. */
    List<Map<String, String>> structs() {
        return texts.stream()
                .map(text -> text.contains("<type>abac</type>")
                        ? Map.of("geni_type", "geni_abac", "geni_version", "1", "geni_value", text)
                        : Map.of("geni_type", "geni_sfa", "geni_version", "3", "geni_value", text))
                .toList();
    }
}
