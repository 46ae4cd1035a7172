// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The element that says whether a node of an advertisement is available now. */
@XmlRootElement(name = "available", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Available extends Extensible {
    @XmlAttribute
    private @Nullable String now;

    /** For JAXB. */
    private Available() {}

    public Available(String now) {
        this.now = now;
    }

    public Optional<String> now() {
        return Optional.ofNullable(now);
    }
}
