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

/** The operational states of some sliver types, and what leads from one to the next (opstate extension). */
@XmlRootElement(name = "rspec_opstate", namespace = Namespaces.OPSTATE)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Opstate extends Extensible {
    @XmlAttribute(name = "aggregate_manager_id")
    private @Nullable String aggregateManagerId;

    @XmlAttribute
    private @Nullable String start;

    /** For JAXB. */
    private Opstate() {}

    public Opstate(String aggregateManagerId, String start, List<?> children) {
        super(children);
        this.aggregateManagerId = aggregateManagerId;
        this.start = start;
    }

    public Optional<String> aggregateManagerId() {
        return Optional.ofNullable(aggregateManagerId);
    }

    public Optional<String> start() {
        return Optional.ofNullable(start);
    }
}
