// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.berth.rspec.xml.Dom;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The elements of a tree that no class of this package stands for, taken out until they are put back. JAXB makes a transformer for
 * each that it meets, which takes a hundred times as long as to parse it.
 */
final class ForeignElements {
    private final Set<QName> known;
    private final List<Place> places = new ArrayList<>();

    private record Place(Node parent, @Nullable Node next, Element element) {}

    private ForeignElements(Set<QName> known) {
        this.known = known;
    }

    /** The names of the elements that classes stand for. */
    static Set<QName> names(Collection<Class<?>> classes) {
        return classes.stream()
                .map(type -> type.getAnnotation(XmlRootElement.class))
                .map(element -> new QName(element.namespace(), element.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Takes foreign elements out of a tree.
     *
     * @param known the names of those that stay, where all around them stay
     */
    static ForeignElements takenFrom(Element root, Set<QName> known) {
        ForeignElements foreign = new ForeignElements(known);
        foreign.takeFrom(root);
        return foreign;
    }

    private void takeFrom(Element parent) {
        for (Node child : Dom.children(parent)) {
            if (!(child instanceof Element element)) {
                continue;
            }
            String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
            if (known.contains(new QName(namespace, element.getLocalName()))) {
                takeFrom(element);
            } else {
                places.add(new Place(parent, element.getNextSibling(), element));
                parent.removeChild(element);
            }
        }
    }

    /** Puts them back where they were. */
    void putBack() {
        // From the last to the first: so what each stood before is there again.
        for (int i = places.size() - 1; i >= 0; i--) {
            Place place = places.get(i);
            place.parent().insertBefore(place.element(), place.next());
        }
    }
}
