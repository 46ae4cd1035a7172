// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

/**
 * The size of a request's document.
 *
 * @param characters its length
 * @param parts its elements, attributes and characters beyond ASCII, each of which takes far more memory than a
 *     character; at least as many as there are
 */
record RequestSize(long characters, long parts) {
    private static final int LAST_ASCII = 127;

    /** Measures a document without parsing it. */
    static RequestSize of(String xml) {
        long parts = 0;
        for (int i = 0; i < xml.length(); i++) {
            char c = xml.charAt(i);
            boolean opens = c == '<' && (i + 1 == xml.length() || xml.charAt(i + 1) != '/');
            if (opens || c == '=' || c > LAST_ASCII) {
                parts++;
            }
        }
        return new RequestSize(xml.length(), parts);
    }
}
