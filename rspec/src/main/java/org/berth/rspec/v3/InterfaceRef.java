// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An interface that a link joins. */
@XmlRootElement(name = "interface_ref", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class InterfaceRef extends Extensible {
    @XmlAttribute(name = "client_id")
    private @Nullable String clientId;

    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }
}
