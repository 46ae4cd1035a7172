package org.berth.rspec.v3;

import jakarta.xml.bind.Binder;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.util.Objects;
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
    private static final JAXBContext CONTEXT = context();

    private final Document document;
    private final Binder<org.w3c.dom.Node> binder;
    private final Rspec root;

    private RspecDocument(Document document) throws JAXBException {
        this.document = document;
        this.binder = CONTEXT.createBinder();
        this.root = (Rspec) binder.unmarshal(document.getDocumentElement());
    }

    /**
     * Reads an RSpec of any type.
     *
     * @throws RspecException if it is not XML within {@link XmlLimits#DEFAULTS}, not an RSpec, or not of version 3
     */
    public static RspecDocument parse(String xml) {
        Document document;
        try {
            document = HardenedXml.parse(xml, XmlLimits.DEFAULTS);
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
                    "the RSpec is in the name space '" + Objects.requireNonNullElse(element.getNamespaceURI(), "")
                            + "', only GENI version 3 is known here: " + Namespaces.RSPEC);
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
            CONTEXT.createMarshaller().marshal(rspec, document);
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

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(
                    Rspec.class,
                    Node.class,
                    Interface.class,
                    Link.class,
                    ComponentManager.class,
                    InterfaceRef.class,
                    SliverType.class,
                    DiskImage.class,
                    HardwareType.class,
                    NodeType.class,
                    Available.class,
                    Location.class,
                    Services.class,
                    Install.class,
                    Execute.class,
                    Login.class,
                    ServicesUser.class,
                    PublicKey.class,
                    LinkSharedVlan.Geni.class,
                    LinkSharedVlan.Protogeni.class,
                    Opstate.class,
                    OpstateSliverType.class,
                    State.class,
                    Action.class,
                    Wait.class,
                    Description.class);
        } catch (JAXBException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
