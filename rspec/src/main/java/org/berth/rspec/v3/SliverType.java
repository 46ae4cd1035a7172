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

/** The type of a node's sliver: the requested one, or one that the node offers. */
@XmlRootElement(name = "sliver_type", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class SliverType extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    /** For JAXB. */
    private SliverType() {}

    public SliverType(String name, List<?> children) {
        super(children);
        this.name = name;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }
}
