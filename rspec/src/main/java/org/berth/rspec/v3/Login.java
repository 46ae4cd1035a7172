// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One way to log in. */
@XmlRootElement(name = "login", namespace = Namespaces.RSPEC)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Login extends Extensible {
    @XmlAttribute
    private @Nullable String authentication;

    @XmlAttribute
    private @Nullable String hostname;

    @XmlAttribute
    private @Nullable String port;

    @XmlAttribute
    private @Nullable String username;

    public Optional<String> authentication() {
        return Optional.ofNullable(authentication);
    }

    public Optional<String> hostname() {
        return Optional.ofNullable(hostname);
    }

    public Optional<String> port() {
        return Optional.ofNullable(port);
    }

    public Optional<String> username() {
        return Optional.ofNullable(username);
    }
}
