// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The number of slivers that a node has room for, as part of its hardware type (emulab extension). */
@XmlRootElement(name = "node_type", namespace = Namespaces.EMULAB)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class NodeType extends Extensible {
    @XmlAttribute(name = "type_slots")
    private @Nullable String typeSlots;

    /** For JAXB. */
    private NodeType() {}

    public NodeType(String typeSlots) {
        this.typeSlots = typeSlots;
    }

    public Optional<String> typeSlots() {
        return Optional.ofNullable(typeSlots);
    }
}
