// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The location of a node: ISO 3166-1 alpha-2 country, decimal degrees (WGS 84). */
@XmlRootElement(name = "location", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Location extends Extensible {
    @XmlAttribute
    private @Nullable String country;

    @XmlAttribute
    private @Nullable String latitude;

    @XmlAttribute
    private @Nullable String longitude;

    /** For JAXB. */
    private Location() {}

    public Location(String country, String latitude, String longitude) {
        this.country = country;
        this.latitude = latitude;
        this.longitude = longitude;
    }

    public Optional<String> country() {
        return Optional.ofNullable(country);
    }

    public Optional<String> latitude() {
        return Optional.ofNullable(latitude);
    }

    public Optional<String> longitude() {
        return Optional.ofNullable(longitude);
    }
}
