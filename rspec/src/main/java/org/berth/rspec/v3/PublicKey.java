// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;

/** One OpenSSH public key line of an account (user extension). */
@XmlRootElement(name = "public_key", namespace = Namespaces.USER)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class PublicKey {
    @XmlValue
    private String line = "";

    public String line() {
        return line;
    }
}
