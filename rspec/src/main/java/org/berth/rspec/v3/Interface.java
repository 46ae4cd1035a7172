// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network interface of a node; links refer to it by its client_id, or to an advertised one by its component_id. */
@XmlRootElement(name = "interface", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Interface extends Extensible {
    @XmlAttribute(name = "client_id")
    private @Nullable String clientId;

    @XmlAttribute(name = "component_id")
    private @Nullable String componentId;

    @XmlAttribute
    private @Nullable String role;

    /** For JAXB. */
    private Interface() {}

    public Interface(String componentId, String role) {
        this.componentId = componentId;
        this.role = role;
    }

    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }

    public Optional<String> componentId() {
        return Optional.ofNullable(componentId);
    }

    /** {@code control} or {@code experimental}. */
    public Optional<String> role() {
        return Optional.ofNullable(role);
    }
}
