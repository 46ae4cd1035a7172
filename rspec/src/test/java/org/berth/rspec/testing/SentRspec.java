// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.berth.rspec.Urn;

/**
 * An RSpec that an aggregate sends, read by a parser that is not the JDK's, and held against what the clients in the
 * field need of it.
 */
public final class SentRspec {
    private static final String RSPEC = "http://www.geni.net/resources/rspec/3";
    private static final String EMULAB = "http://www.protogeni.net/resources/rspec/ext/emulab/1";

    private static final Map<QName, Set<QName>> KNOWN_CHILDREN = Map.of(
            new QName(RSPEC, "services"),
            Set.of(
                    new QName(RSPEC, "install"),
                    new QName(RSPEC, "execute"),
                    new QName(RSPEC, "login"),
                    new QName("http://jfed.iminds.be/proxy/1.0", "proxy")),
            new QName(RSPEC, "sliver_type"),
            Set.of(new QName(RSPEC, "disk_image")));

    /** Woodstox: the JDK's own factory is no service, so that whatever is one is another parser. */
    private static final XMLInputFactory PARSER =
            ServiceLoader.load(XMLInputFactory.class).findFirst().orElseThrow();

    private final List<Map<String, String>> nodes = new ArrayList<>();
    /** Of each node, the attributes of the elements in it, by their names. */
    private final List<Map<String, List<Map<String, String>>>> offers = new ArrayList<>();

    private final List<Map<String, String>> logins = new ArrayList<>();
    private final Set<String> identities = new HashSet<>();
    private final Set<String> own = new HashSet<>();
    private final Set<String> ownInterfaces = new HashSet<>();
    private final List<List<String>> links = new ArrayList<>();
    private final Map<QName, String> root = new HashMap<>();
    private final Deque<QName> open = new ArrayDeque<>();
    private int elements;

    private SentRspec(String xml) {
        assertThat(xml).as("XML declaration").startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        assertThat(xml.chars().allMatch(c -> c < 0x7f))
                .as("ASCII only: %s", xml)
                .isTrue();
        try {
            XMLStreamReader reader = PARSER.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                assertThat(event)
                        .as("a processing instruction or DOCTYPE")
                        .isNotIn(XMLStreamReader.PROCESSING_INSTRUCTION, XMLStreamReader.DTD);
                if (event == XMLStreamReader.START_ELEMENT) {
                    element(reader);
                    open.push(reader.getName());
                } else if (event == XMLStreamReader.END_ELEMENT) {
                    open.pop();
                }
            }
        } catch (XMLStreamException e) {
            throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + xml, e);
        }
    }

    /** Checks an advertisement, and gives its nodes' attributes by name. */
    public static List<Map<String, String>> checkAdvertisement(String xml) {
        SentRspec rspec = new SentRspec(xml);
        rspec.checkRoot("advertisement", "ad.xsd");
        for (Map<String, String> node : rspec.nodes) {
            assertThat(node).containsKeys("component_id", "component_manager_id", "component_name");
            assertThat(node.get("exclusive")).isIn("true", "false");
        }
        rspec.offers.forEach(SentRspec::checkOffer);
        assertThat(rspec.nodes.stream().map(node -> node.get("component_id"))).doesNotHaveDuplicates();
        return rspec.nodes;
    }

    /** Checks a manifest, and gives its nodes' attributes by name. */
    public static List<Map<String, String>> checkManifest(String xml) {
        return manifest(xml).nodes;
    }

    /** Checks a manifest, and gives its logins' attributes by name. */
    public static List<Map<String, String>> checkLogins(String xml) {
        return manifest(xml).logins;
    }

    private static void checkOffer(Map<String, List<Map<String, String>>> offer) {
        assertThat(offer.get("available"))
                .singleElement()
                .satisfies(available -> assertThat(available.get("now")).isIn("true", "false"));
        assertThat(offer.get("hardware_type"))
                .isNotEmpty()
                .extracting(type -> type.get("name"))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9._-]+"));
        assertThat(offer.get("node_type"))
                .hasSameSizeAs(offer.get("hardware_type"))
                .allSatisfy(type ->
                        assertThat(Integer.parseInt(type.get("type_slots"))).isNotNegative());
        offer.getOrDefault("location", List.of())
                .forEach(place -> assertThat(place).containsOnlyKeys("country", "longitude", "latitude"));
        assertThat(offer.getOrDefault("interface", List.of()))
                .allSatisfy(nic -> {
                    assertThat(nic).containsOnlyKeys("component_id", "role");
                    assertThat(Urn.parse(nic.get("component_id")).hasType("interface"))
                            .isTrue();
                    assertThat(nic.get("role")).isIn("control", "experimental");
                })
                .doesNotHaveDuplicates();
        offer.getOrDefault("fd", List.of()).forEach(feature -> {
            assertThat(feature).containsOnlyKeys("name", "weight");
            assertThat(Double.parseDouble(feature.get("weight"))).isNotNegative();
        });
    }

    private static SentRspec manifest(String xml) {
        SentRspec rspec = new SentRspec(xml);
        rspec.checkRoot("manifest", "manifest.xsd");
        for (Map<String, String> login : rspec.logins) {
            assertThat(login).containsKeys("authentication", "hostname", "username", "port");
            assertThat(login.get("hostname")).isNotEmpty();
            assertThat(login.get("username")).isNotEmpty();
            assertThat(Integer.parseInt(login.get("port"))).isBetween(1, 65535);
        }
        // Of links among others, only they know what is right.
        rspec.links.stream()
                .filter(refs -> refs.stream().anyMatch(rspec.ownInterfaces::contains))
                .forEach(refs -> assertThat(rspec.identities).containsAll(refs));
        return rspec;
    }

    /** Checks the manifest of a slice that has nothing. */
    public static void checkEmptyManifest(String xml) {
        checkManifest(xml);
        assertThat(new SentRspec(xml).elements)
                .as("elements of the empty manifest")
                .isEqualTo(1);
    }

    private void checkRoot(String type, String schema) {
        assertThat(root.get(new QName("type"))).isEqualTo(type);
        List<String> pairs = List.of(root.get(schemaLocation()).split(" "));
        assertThat(pairs).startsWith(RSPEC, RSPEC + "/" + schema);
        assertThat(pairs.size() % 2).isZero();
        for (int i = 2; i < pairs.size(); i += 2) {
            assertThat(pairs.get(i)).isNotEqualTo(RSPEC);
            assertThat(pairs.get(i + 1)).as("a schema of requests").doesNotEndWith("/request.xsd");
        }
    }

    private void element(XMLStreamReader reader) {
        String name = reader.getLocalName();
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (elements == 0) {
                root.put(reader.getAttributeName(i), reader.getAttributeValue(i));
            }
            if (reader.getAttributeNamespace(i).isEmpty()) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
        }
        elements++;
        if (elements == 1) {
            assertThat(reader.getName()).isEqualTo(new QName(RSPEC, "rspec"));
        }
        if (RSPEC.equals(reader.getNamespaceURI())) {
            ofRspec(name, attributes);
        }
        checkCast(reader.getName());
        if (!offers.isEmpty() && Set.of(RSPEC, EMULAB).contains(reader.getNamespaceURI())) {
            offers.get(offers.size() - 1)
                    .computeIfAbsent(name, key -> new ArrayList<>())
                    .add(attributes);
        }
    }

    /** The jFed editor of 2014 casts what stands in these two of a node to a class of its own, and gives up where it has none. */
    private void checkCast(QName child) {
        QName parent = open.peek();
        if (open.size() == 3
                && parent != null
                && KNOWN_CHILDREN.containsKey(parent)
                && isOfItsManager(nodes.get(nodes.size() - 1))) {
            assertThat(child).as("in %s of ours", parent).isIn(KNOWN_CHILDREN.get(parent));
        }
    }

    /** What stands where it does not belong means nothing to clients. */
    private void ofRspec(String name, Map<String, String> attributes) {
        String path = open.stream()
                .map(around -> RSPEC.equals(around.getNamespaceURI()) ? around.getLocalPart() : "")
                .collect(Collectors.joining("/", name + "/", ""));
        switch (path) {
            case "node/rspec" -> {
                nodes.add(attributes);
                offers.add(new HashMap<>());
                identify(name, attributes, isOfItsManager(attributes));
            }
            case "login/services/node/rspec" -> {
                if (isOfItsManager(nodes.get(nodes.size() - 1))) {
                    logins.add(attributes);
                }
            }
            case "link/rspec" -> links.add(new ArrayList<>());
            case "interface_ref/link/rspec" ->
                links.get(links.size() - 1).add("interface " + attributes.get("client_id"));
            case "interface/node/rspec" -> {
                boolean ours = isOfItsManager(nodes.get(nodes.size() - 1));
                identify(name, attributes, ours);
                if (ours) {
                    ownInterfaces.add("interface " + attributes.get("client_id"));
                }
            }
            default -> {}
        }
    }

    /** What others' nodes hold is theirs, and so is what they say that they are. */
    private static boolean isOfItsManager(Map<String, String> node) {
        String manager = node.getOrDefault("component_manager_id", "");
        return manager.matches("urn:publicid:IDN\\+.+\\+authority\\+am")
                && node.getOrDefault("sliver_id", "").startsWith(manager.replaceFirst("\\+authority\\+.*", "+sliver+"));
    }

    /** Nobody else has the client_id of one of ours; what others have twice is theirs. */
    private void identify(String name, Map<String, String> attributes, boolean ours) {
        if (attributes.containsKey("client_id")) {
            String identity = name + " " + attributes.get("client_id");
            boolean first = identities.add(identity);
            boolean isOf = ours ? !own.add(identity) : own.contains(identity);
            assertThat(first || !(ours || isOf))
                    .as("%s is there once", identity)
                    .isTrue();
        }
    }

    private static QName schemaLocation() {
        return new QName(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "schemaLocation");
    }
}
