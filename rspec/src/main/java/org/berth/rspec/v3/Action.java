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

/** An action that a user may take in a state, and the state that it leads to. */
@XmlRootElement(name = "action", namespace = Namespaces.OPSTATE)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Action extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    @XmlAttribute
    private @Nullable String next;

    /** For JAXB. */
    private Action() {}

    public Action(String name, String next, List<?> children) {
        super(children);
        this.name = name;
        this.next = next;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    public Optional<String> next() {
        return Optional.ofNullable(next);
    }
}
