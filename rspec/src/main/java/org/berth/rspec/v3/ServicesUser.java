// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An account on the node and its keys (user extension). */
@XmlRootElement(name = "services_user", namespace = Namespaces.USER)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class ServicesUser extends Extensible {
    @XmlAttribute
    private @Nullable String login;

    @XmlAttribute(name = "user_urn")
    private @Nullable String userUrn;

    public Optional<String> login() {
        return Optional.ofNullable(login);
    }

    public Optional<String> userUrn() {
        return Optional.ofNullable(userUrn);
    }
}
