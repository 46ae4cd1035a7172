// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

/** A text is not XML, or not XML that we take. The message is a sentence for the client, in ASCII. */
public class XmlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public XmlException(String message) {
        super(message);
    }
}
