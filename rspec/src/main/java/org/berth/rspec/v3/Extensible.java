// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAnyAttribute;
import jakarta.xml.bind.annotation.XmlAnyElement;
import jakarta.xml.bind.annotation.XmlTransient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.namespace.QName;

/** An element that may hold more than we know: any attribute is kept; child elements that we do not know are in the tree alone. */
@XmlTransient
@XmlAccessorType(XmlAccessType.FIELD)
public abstract class Extensible {
    /** In document order. Lax, since the known ones are of many kinds. */
    @XmlAnyElement(lax = true)
    private List<Object> children = new ArrayList<>();

    @XmlAnyAttribute
    private Map<QName, String> otherAttributes = new HashMap<>();

    Extensible() {}

    Extensible(List<?> children) {
        this.children.addAll(children);
    }

    /** The child elements that are known, in document order: objects of this package. */
    public List<Object> children() {
        return List.copyOf(children);
    }

    /** The child elements of one known kind, in document order. */
    public <T> Stream<T> children(Class<T> kind) {
        return children.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The first child element of one known kind. */
    public <T> Optional<T> child(Class<T> kind) {
        return children(kind).findFirst();
    }

    /** The attributes that this class has no method for. */
    public Map<QName, String> otherAttributes() {
        return Map.copyOf(otherAttributes);
    }
}
