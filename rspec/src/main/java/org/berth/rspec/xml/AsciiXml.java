// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import java.io.StringWriter;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.berth.rspec.PrintableAscii;
import org.w3c.dom.Attr;
import org.w3c.dom.CDATASection;
import org.w3c.dom.CharacterData;
import org.w3c.dom.Comment;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;

/**
 * Writes a document in ASCII: what is not ASCII becomes a character reference, or {@code ?} in a comment. Old clients
 * (Python 2's xmlrpclib) take a string for one only if it is ASCII.
 */
public final class AsciiXml {
    /** True, as ASCII is UTF-8. The JDK's own would repeat the encoding that the document was declared to have. */
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    private AsciiXml() {}

    /**
     * The document with an XML declaration and without processing instructions. Characters that XML 1.0 does not have
     * are left out; CDATA sections become plain text. The document is changed.
     *
     * @throws XmlException if a name in it is not ASCII, which no reference can mend
     */
    public static String write(Document document) {
        requireAsciiNames(document);
        clean(document);
        StringWriter written = new StringWriter();
        try {
            transformer().transform(new DOMSource(document), new StreamResult(written));
        } catch (TransformerException e) {
            throw new IllegalStateException("a document in memory cannot be written", e);
        }
        return DECLARATION + referenced(written.toString());
    }

    /**
     * Checks what {@link #write} needs.
     *
     * @throws XmlException naming the element or attribute whose name is not ASCII, or has a colon and no prefix before it,
     *     which the JDK's parser lets pass and its other tools break on
     */
    public static void requireAsciiNames(Node node) {
        if (node.getNodeType() == Node.ELEMENT_NODE) {
            requireAscii(node.getNodeName());
            for (int i = 0; i < node.getAttributes().getLength(); i++) {
                requireAscii(node.getAttributes().item(i).getNodeName());
            }
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            requireAsciiNames(child);
        }
    }

    private static void requireAscii(String name) {
        if (!name.chars().allMatch(c -> c < 0x7f)) {
            throw new XmlException("names of elements and attributes must be ASCII, this one is not: '"
                    + PrintableAscii.of(name) + "'");
        }
        if (name.startsWith(":")) {
            throw new XmlException(
                    "names of elements and attributes must not begin with a colon, this one does: '" + name + "'");
        }
    }

    /** After this every character beyond ASCII stands in a text or an attribute value, where a reference can. */
    private static void clean(Node node) {
        if (node.getNodeType() == Node.ELEMENT_NODE) {
            for (int i = 0; i < node.getAttributes().getLength(); i++) {
                Attr attribute = (Attr) node.getAttributes().item(i);
                attribute.setValue(legal(attribute.getValue()));
            }
        }
        for (Node child : Dom.children(node)) {
            if (child instanceof ProcessingInstruction) {
                node.removeChild(child);
            } else if (child instanceof Comment comment) {
                comment.setData(comment.getData().replaceAll("[^\\t\\n -~]", "?"));
            } else if (child instanceof CDATASection cdata) {
                node.replaceChild(ownerOf(node).createTextNode(legal(cdata.getData())), cdata);
            } else if (child instanceof CharacterData text) {
                text.setData(legal(text.getData()));
            } else {
                clean(child);
            }
        }
    }

    private static Document ownerOf(Node node) {
        return node instanceof Document document ? document : node.getOwnerDocument();
    }

    /** Without what is no {@code Char} of XML 1.0 (section 2.2), lone surrogates among it. */
    private static String legal(String text) {
        return codePoints(text.codePoints()
                .filter(c -> c >= 0x20
                        ? c <= 0xd7ff || (c >= 0xe000 && c != 0xfffe && c != 0xffff)
                        : c == '\t' || c == '\n' || c == '\r'));
    }

    private static String codePoints(IntStream codePoints) {
        return codePoints
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String referenced(String xml) {
        StringBuilder ascii = new StringBuilder(xml.length());
        xml.codePoints().forEach(c -> {
            if (c < 0x7f) {
                ascii.append((char) c);
            } else {
                ascii.append("&#").append(c).append(';');
            }
        });
        return ascii.toString();
    }

    private static Transformer transformer() throws TransformerException {
        TransformerFactory factory = TransformerFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Transformer transformer = factory.newTransformer();
        // To a Writer, so that nothing is encoded yet.
        transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        return transformer;
    }
}
