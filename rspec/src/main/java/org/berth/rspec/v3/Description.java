// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;

/** A sentence for people about an operational state or an action (opstate extension). */
@XmlRootElement(name = "description", namespace = Namespaces.OPSTATE)
@XmlType(name = "")
@XmlAccessorType(XmlAccessType.FIELD)
public final class Description {
    @XmlValue
    private String text;

    /** For JAXB. */
    private Description() {
        this("");
    }

    public Description(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
