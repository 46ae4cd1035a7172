// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The disk image of a sliver type. */
@XmlRootElement(name = "disk_image", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class DiskImage extends Extensible {
    @XmlAttribute
    private @Nullable String name;

    @XmlAttribute
    private @Nullable String os;

    @XmlAttribute
    private @Nullable String version;

    @XmlAttribute
    private @Nullable String description;

    /** For JAXB. */
    private DiskImage() {}

    public DiskImage(String name, String os, String version, String description) {
        this.name = name;
        this.os = os;
        this.version = version;
        this.description = description;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    public Optional<String> os() {
        return Optional.ofNullable(os);
    }

    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    public Optional<String> description() {
        return Optional.ofNullable(description);
    }
}
