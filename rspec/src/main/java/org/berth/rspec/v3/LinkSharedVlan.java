// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlTransient;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shared network that a link is to join (shared-vlan extension, which lives under two names). */
@XmlTransient
@XmlAccessorType(XmlAccessType.FIELD)
public abstract sealed class LinkSharedVlan extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** As geni-lib writes it. */
    @XmlRootElement(name = "link_shared_vlan", namespace = Namespaces.SHARED_VLAN_GENI)
    @XmlType(name = "")
    static final class Geni extends LinkSharedVlan {}

    /** As jFed writes it. */
    @XmlRootElement(name = "link_shared_vlan", namespace = Namespaces.SHARED_VLAN_PROTOGENI)
    @XmlType(name = "")
    static final class Protogeni extends LinkSharedVlan {}
}
