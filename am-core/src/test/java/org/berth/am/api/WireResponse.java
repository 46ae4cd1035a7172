// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads an XML-RPC response as a strict client would: exactly the types that the AM API allows, and a type on everything. */
public final class WireResponse {
    private WireResponse() {}

    /** The response's one value; numbers as Integer, arrays as List, structs as Map. */
    public static Object read(byte[] response) {
        for (byte b : response) {
            if (b < 0) {
                throw new AssertionError("a byte beyond ASCII: " + b);
            }
        }
        Element root = HardenedXml.parse(new String(response, StandardCharsets.US_ASCII), XmlLimits.DEFAULTS)
                .getDocumentElement();
        return value(path(root, "methodResponse", "params", "param", "value"));
    }

    private static Element path(Element root, String... names) {
        Element element = root;
        for (int i = 0; i < names.length; i++) {
            element = i == 0 ? element : only(element);
            if (!element.getTagName().equals(names[i])) {
                throw new AssertionError("expected " + names[i] + ", got " + element.getTagName());
            }
        }
        return element;
    }

    private static Object value(Element value) {
        Element typed = only(value);
        String text = typed.getTextContent();
        return switch (typed.getTagName()) {
            case "int", "i4" -> Integer.valueOf(text);
            case "boolean" -> text.equals("1");
            case "string" -> text;
            case "array" ->
                children(only(typed)).stream().map(WireResponse::value).toList();
            case "struct" -> struct(typed);
            default -> throw new AssertionError("a type that old clients do not know: " + typed.getTagName());
        };
    }

    private static Map<String, Object> struct(Element struct) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Element member : children(struct)) {
            List<Element> parts = children(member);
            members.put(parts.get(0).getTextContent(), value(parts.get(1)));
        }
        return members;
    }

    private static Element only(Element parent) {
        List<Element> children = children(parent);
        if (children.size() != 1) {
            throw new AssertionError(parent.getTagName() + " has " + children.size() + " elements inside");
        }
        return children.get(0);
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
