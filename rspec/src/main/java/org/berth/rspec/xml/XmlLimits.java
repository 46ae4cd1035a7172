// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

/**
 * The limits of a document; its parse stops at the first that is exceeded. A document that needs exactly a limit is
 * accepted.
 *
 * @param maxCharacters length of the whole text; holds for strings, a stream's length is its transport's business
 * @param maxDepth elements inside one another, the root counts as 1
 * @param maxElements elements in the whole document
 * @param maxAttributesPerElement attributes of one element, name-space declarations included
 */
public record XmlLimits(int maxCharacters, int maxDepth, int maxElements, int maxAttributesPerElement) {
    /**
     * The default limits, which the largest real documents stay far below: 10 Mi characters, depth 256, 200,000
     * elements.
     */
    public static final XmlLimits DEFAULTS = new XmlLimits(10 * 1024 * 1024, 256, 200_000, 256);

    public XmlLimits {
        if (maxCharacters < 1 || maxDepth < 1 || maxElements < 1 || maxAttributesPerElement < 1) {
            throw new IllegalArgumentException("limits start at 1");
        }
    }
}
