// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feature of a node and its amount (emulab extension, feature or desire). */
@XmlRootElement(name = "fd", namespace = Namespaces.EMULAB)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Feature extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    @XmlAttribute
    private @Nullable String weight;

    /** For JAXB. */
    private Feature() {}

    public Feature(String name, String weight) {
        this.name = name;
        this.weight = weight;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    public Optional<String> weight() {
        return Optional.ofNullable(weight);
    }
}
