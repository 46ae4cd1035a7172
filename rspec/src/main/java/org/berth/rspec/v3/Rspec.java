// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import org.jspecify.annotations.Nullable;

/** The root of every RSpec. */
@XmlRootElement(name = "rspec", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Rspec extends Extensible {
    @XmlAttribute
    private @Nullable String type;

    @XmlAttribute
    private @Nullable String generated;

    @XmlAttribute
    private @Nullable String expires;

    @XmlAttribute(namespace = XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI)
    private @Nullable String schemaLocation;

    /** For JAXB. */
    private Rspec() {}

    public Rspec(String type, Optional<String> generated, String schemaLocation, List<?> children) {
        super(children);
        this.type = type;
        this.generated = generated.orElse(null);
        this.schemaLocation = schemaLocation;
    }

    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    public Optional<String> generated() {
        return Optional.ofNullable(generated);
    }

    public Optional<String> expires() {
        return Optional.ofNullable(expires);
    }

    public Optional<String> schemaLocation() {
        return Optional.ofNullable(schemaLocation);
    }
}
