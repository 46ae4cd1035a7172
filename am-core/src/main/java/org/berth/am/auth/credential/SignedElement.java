// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import javax.xml.XMLConstants;
import org.w3c.dom.Element;

/**
 * A {@code credential} element and the name by which its signature refers to it.
 *
 * @param element the very node that the signature must cover
 * @param id its {@code xml:id}
 */
record SignedElement(Element element, String id) {
    /** Reads the identifier. */
    static SignedElement of(Element element) throws CredentialRefused {
        String id = element.getAttributeNS(XMLConstants.XML_NS_URI, "id");
        if (id.isEmpty()) {
            throw new CredentialRefused("a <credential> has no xml:id");
        }
        return new SignedElement(element, id);
    }
}
