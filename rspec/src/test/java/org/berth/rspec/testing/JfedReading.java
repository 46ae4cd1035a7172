// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBElement;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an RSpec as the jFed editor of 2014 does: with classes that xjc makes of the schema (the build generates them), and
 * a cast of each child of {@code services} and {@code sliver_type} to a JAXB element. The classes are reached by reflection
 * alone, so that tests compile where they were not generated.
 */
final class JfedReading {
    private static final String PACKAGES = "net.geni.resources.rspec._3:be.iminds.jfed.proxy._1";
    private static final List<String> CAST = List.of("ServiceContents", "SliverTypeContents");

    private final List<Object> logins = new ArrayList<>();

    private JfedReading() {}

    /**
     * Reads a document whose nodes are all ours.
     *
     * @return how many logins it found
     * @throws ClassCastException where that editor drops the document
     */
    static int loginsIn(String xml) {
        try {
            Unmarshaller reader = JAXBContext.newInstance(PACKAGES).createUnmarshaller();
            reader.setEventHandler(event -> false);
            Object root = reader.unmarshal(new StringReader(xml));
            assertThat(root).isInstanceOf(JAXBElement.class);
            JfedReading reading = new JfedReading();
            reading.walk(((JAXBElement<?>) root).getValue());
            return reading.logins.size();
        } catch (JAXBException | ReflectiveOperationException e) {
            throw new AssertionError("jFed's classes do not read it: " + xml, e);
        }
    }

    private void walk(Object contents) throws ReflectiveOperationException {
        String type = contents.getClass().getSimpleName();
        if (type.equals("LoginServiceContents")) {
            logins.add(contents);
        }
        for (Field field : contents.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            if (field.get(contents) instanceof List<?> children) {
                for (Object child : children) {
                    Optional<JAXBElement<?>> element =
                            CAST.contains(type) ? Optional.of((JAXBElement<?>) child) : elementOf(child);
                    if (element.isPresent()) {
                        walk(element.get().getValue());
                    }
                }
            }
        }
    }

    private static Optional<JAXBElement<?>> elementOf(Object child) {
        return child instanceof JAXBElement<?> element ? Optional.of(element) : Optional.empty();
    }
}
