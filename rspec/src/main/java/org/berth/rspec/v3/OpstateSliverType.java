// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sliver type that the operational states around it hold for. */
@XmlRootElement(name = "sliver_type", namespace = Namespaces.OPSTATE)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class OpstateSliverType extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    /** For JAXB. */
    private OpstateSliverType() {}

    public OpstateSliverType(String name) {
        this.name = name;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }
}
