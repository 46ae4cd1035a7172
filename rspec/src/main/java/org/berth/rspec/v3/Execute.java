// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command to run once the node is there. */
@XmlRootElement(name = "execute", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Execute extends Extensible {
    @XmlAttribute
    private @Nullable String shell;

    @XmlAttribute
    private @Nullable String command;

    public Optional<String> shell() {
        return Optional.ofNullable(shell);
    }

    public Optional<String> command() {
        return Optional.ofNullable(command);
    }
}
