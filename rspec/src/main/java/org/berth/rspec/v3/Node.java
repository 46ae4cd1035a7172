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

/** A computer: offered, wanted or given. */
@XmlRootElement(name = "node", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Node extends Extensible {
    @XmlAttribute(name = "client_id")
    private @Nullable String clientId;

    @XmlAttribute(name = "component_id")
    private @Nullable String componentId;

    @XmlAttribute(name = "component_manager_id")
    private @Nullable String componentManagerId;

    @XmlAttribute(name = "component_name")
    private @Nullable String componentName;

    @XmlAttribute
    private @Nullable String exclusive;

    @XmlAttribute(name = "sliver_id")
    private @Nullable String sliverId;

    /** For JAXB. */
    private Node() {}

    public Node(
            String componentId, String componentManagerId, String componentName, String exclusive, List<?> children) {
        super(children);
        this.componentId = componentId;
        this.componentManagerId = componentManagerId;
        this.componentName = componentName;
        this.exclusive = exclusive;
    }

    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }

    public Optional<String> componentId() {
        return Optional.ofNullable(componentId);
    }

    public Optional<String> componentManagerId() {
        return Optional.ofNullable(componentManagerId);
    }

    public Optional<String> componentName() {
        return Optional.ofNullable(componentName);
    }

    public Optional<String> exclusive() {
        return Optional.ofNullable(exclusive);
    }

    public Optional<String> sliverId() {
        return Optional.ofNullable(sliverId);
    }
}
