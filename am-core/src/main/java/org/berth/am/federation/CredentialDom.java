// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.StringWriter;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.berth.am.auth.credential.Privilege;
import org.berth.am.auth.x509.Gid;
import org.berth.base.Pem;
import org.berth.rspec.xml.HardenedXml;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The XML of {@code signed-credential} documents (SFA credential.xsd), without the signatures in them. */
final class CredentialDom {
    private CredentialDom() {}

    /** A document with an empty {@code signatures} and no {@code credential} yet. */
    static Document newDocument() {
        Document document = HardenedXml.newDocument();
        document.setXmlStandalone(true);
        Element root = document.createElementNS(null, "signed-credential");
        root.setAttributeNS(
                XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:xsi", XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI);
        root.setAttributeNS(
                XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI,
                "xsi:noNamespaceSchemaLocation",
                "http://www.planet-lab.org/resources/sfa/credential.xsd");
        document.appendChild(root);
        root.appendChild(document.createElementNS(null, "signatures"));
        return document;
    }

    /** A {@code credential} element, not yet in the document's tree. */
    static Element credential(Document document, String id, CredentialContent content) {
        Element credential = document.createElementNS(null, "credential");
        credential.setAttributeNS(XMLConstants.XML_NS_URI, "xml:id", id);
        add(credential, "type", "privilege");
        add(credential, "serial", "8");
        add(credential, "owner_gid", Pem.certificates(content.owner()));
        add(credential, "owner_urn", urn(content.owner()));
        add(credential, "target_gid", Pem.certificates(content.target()));
        add(credential, "target_urn", urn(content.target()));
        add(credential, "uuid", "");
        add(
                credential,
                "expires",
                content.expires().truncatedTo(ChronoUnit.SECONDS).toString());
        Element privileges = add(credential, "privileges", "");
        for (Privilege privilege : content.privileges()) {
            Element element = add(privileges, "privilege", "");
            add(element, "name", privilege.name());
            add(element, "can_delegate", privilege.canDelegate() ? "1" : "0");
        }
        return credential;
    }

    /** A {@code credential} element by which one key may speak for another, not yet in the document's tree. */
    static Element speaksFor(Document document, SpeaksForContent content) {
        Element credential = document.createElementNS(null, "credential");
        credential.setAttributeNS(XMLConstants.XML_NS_URI, "xml:id", "ref0");
        add(credential, "type", "abac");
        add(credential, "serial", "");
        add(credential, "owner_gid", "");
        add(credential, "target_gid", "");
        add(credential, "uuid", "");
        add(
                credential,
                "expires",
                content.expires().truncatedTo(ChronoUnit.SECONDS).toString());
        Element rule = add(add(credential, "abac", ""), "rt0", "");
        add(rule, "version", "1.1");
        Element head = add(rule, "head", "");
        principal(head, content.headKey());
        add(head, "role", content.headRole());
        principal(add(rule, "tail", ""), content.tailKey());
        return credential;
    }

    static void principal(Element parent, String keyId) {
        Element principal = add(parent, "ABACprincipal", "");
        add(principal, "keyid", keyId);
        add(principal, "mnemonic", keyId);
    }

    static Element add(Element parent, String name, String text) {
        Element child = parent.getOwnerDocument().createElementNS(null, name);
        if (!text.isEmpty()) {
            child.setTextContent(text);
        }
        parent.appendChild(child);
        return child;
    }

    /** The document as text, with nothing in it moved or indented. */
    static String write(Document document) {
        try {
            StringWriter text = new StringWriter();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("the credential cannot be written", e);
        }
    }

    private static String urn(List<X509Certificate> chain) {
        try {
            return Gid.of(chain.get(0)).urn().toString();
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
