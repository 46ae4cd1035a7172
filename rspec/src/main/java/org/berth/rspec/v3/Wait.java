// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A state that ends by itself: how, and the state that comes next. */
@XmlRootElement(name = "wait", namespace = Namespaces.OPSTATE)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Wait extends Extensible {
    @XmlAttribute
    private @Nullable String type;

    @XmlAttribute
    private @Nullable String next;

    /** For JAXB. */
    private Wait() {}

    public Wait(String type, String next) {
        this.type = type;
        this.next = next;
    }

    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    public Optional<String> next() {
        return Optional.ofNullable(next);
    }
}
