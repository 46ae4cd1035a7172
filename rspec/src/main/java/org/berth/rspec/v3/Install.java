// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An archive to fetch and unpack. */
@XmlRootElement(name = "install", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Install extends Extensible {
    @XmlAttribute
    private @Nullable String url;

    @XmlAttribute(name = "install_path")
    private @Nullable String installPath;

    public Optional<String> url() {
        return Optional.ofNullable(url);
    }

    public Optional<String> installPath() {
        return Optional.ofNullable(installPath);
    }
}
