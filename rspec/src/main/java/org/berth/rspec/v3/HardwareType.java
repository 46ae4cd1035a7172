// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hardware type of a node. */
@XmlRootElement(name = "hardware_type", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class HardwareType extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    /** For JAXB. */
    private HardwareType() {}

    public HardwareType(String name, List<?> children) {
        super(children);
        this.name = name;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }
}
