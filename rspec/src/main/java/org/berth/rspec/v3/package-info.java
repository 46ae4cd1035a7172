/**
 * The elements of RSpec version 3, and those of the extensions that an aggregate acts on, as JAXB classes.
 *
 * <p>Every element keeps attributes that it does not know in a map; child elements that it does not know are in the tree of the
 * document alone. All
 * values are the texts of the document, unchecked; what they must be is said where a document is read for a purpose.
 */
@XmlSchema(
        xmlns = {
            @XmlNs(prefix = "", namespaceURI = Namespaces.RSPEC),
            @XmlNs(prefix = "emulab", namespaceURI = Namespaces.EMULAB),
            @XmlNs(prefix = "opstate", namespaceURI = Namespaces.OPSTATE),
            @XmlNs(prefix = "user", namespaceURI = Namespaces.USER)
        })
@NullMarked
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlNs;
import jakarta.xml.bind.annotation.XmlSchema;
import org.jspecify.annotations.NullMarked;
