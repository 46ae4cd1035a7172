// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.Binder;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.berth.rspec.RspecException;
import org.berth.rspec.RspecException.Problem;
import org.berth.rspec.xml.AsciiXml;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlException;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** An RSpec of version 3 as a tree, with a typed view of the same tree. */
public final class RspecDocument {
    /** Room for the largest request that is taken, with some 25 elements for each of its nodes. */
    private static final XmlLimits LIMITS = new XmlLimits(10 * 1024 * 1024, 256, 50_000, 256);

    private static final List<Class<?>> WRITTEN = List.of(
            Rspec.class,
            Node.class,
            Available.class,
            Location.class,
            HardwareType.class,
            NodeType.class,
            SliverType.class,
            DiskImage.class,
            Interface.class,
            Feature.class,
            Opstate.class,
            OpstateSliverType.class,
            State.class,
            Action.class,
            Wait.class,
            Description.class);

    private static final List<Class<?>> ONLY_READ = List.of(
            Link.class,
            ComponentManager.class,
            InterfaceRef.class,
            Services.class,
            Install.class,
            Execute.class,
            Login.class,
            ServicesUser.class,
            PublicKey.class,
            LinkSharedVlan.Geni.class,
            LinkSharedVlan.Protogeni.class);

    private static final JAXBContext READING = context(Stream.concat(WRITTEN.stream(), ONLY_READ.stream()));

    /** Of its own, because JAXB declares every name space that a context knows at the root. */
    private static final JAXBContext WRITING = context(WRITTEN.stream());

    private static final Set<QName> KNOWN = ForeignElements.names(
            Stream.concat(WRITTEN.stream(), ONLY_READ.stream()).toList());

    private final Document document;
    private final Binder<org.w3c.dom.Node> binder;
    private final Rspec root;

    private RspecDocument(Document document) throws JAXBException {
        this.document = document;
        this.binder = READING.createBinder();
        ForeignElements foreign = ForeignElements.takenFrom(document.getDocumentElement(), KNOWN);
        try {
            this.root = (Rspec) binder.unmarshal(document.getDocumentElement());
        } finally {
            foreign.putBack();
        }
    }

    /**
     * Reads an RSpec of any type.
     *
     * @throws RspecException if it is not XML of at most 10 Mi characters, 50,000 elements and depth 256, not an RSpec, or
     *     not of version 3
     */
    public static RspecDocument parse(String xml) {
        Document document;
        try {
            document = HardenedXml.parse(xml, LIMITS);
            AsciiXml.requireAsciiNames(document);
        } catch (XmlException e) {
            throw new RspecException(Problem.INVALID, "the RSpec cannot be read: " + e.getMessage());
        }
        Element element = document.getDocumentElement();
        if (!"rspec".equals(element.getLocalName())) {
            throw new RspecException(
                    Problem.INVALID,
                    "the RSpec's root element is '" + element.getLocalName()
                            + "', it must be 'rspec' in the name space " + Namespaces.RSPEC);
        }
        if (!Namespaces.RSPEC.equals(element.getNamespaceURI())) {
            throw new RspecException(
                    Problem.UNSUPPORTED_VERSION,
                    "the RSpec is in the name space "
                            + RspecException.quoted(Objects.requireNonNullElse(element.getNamespaceURI(), ""))
                            + ", only GENI version 3 is known here: " + Namespaces.RSPEC);
        }
        try {
            return new RspecDocument(document);
        } catch (JAXBException e) {
            throw new RspecException(Problem.INVALID, "the RSpec cannot be read as RSpec version 3");
        }
    }

    /** A new document of what is given. */
    public static Document documentOf(Rspec rspec) {
        Document document = HardenedXml.newDocument();
        try {
            WRITING.createMarshaller().marshal(rspec, document);
        } catch (JAXBException e) {
            throw new IllegalStateException("an RSpec of our own making cannot be written", e);
        }
        return document;
    }

    /** The typed view; a change of the tree does not show in it. */
    public Rspec root() {
        return root;
    }

    /** The tree itself, to be changed in place. */
    public Document document() {
        return document;
    }

    /** The element of the tree that an object of the typed view was read from. */
    public Element element(Extensible typed) {
        return (Element) Objects.requireNonNull(binder.getXMLNode(typed), "not an element of this document");
    }

    private static JAXBContext context(Stream<Class<?>> classes) {
        try {
            return JAXBContext.newInstance(classes.toArray(Class<?>[]::new));
        } catch (JAXBException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
