// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

/** An RSpec that cannot be taken. The message is a sentence for the client that names the element and the value, in ASCII. */
public class RspecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of error in a document that the AM's answer depends on. */
    public enum Problem {
        /** Not XML, or not a request that says what it should (AM API: BADARGS). */
        INVALID,
        /** An RSpec, but not of GENI version 3 (AM API: BADVERSION). */
        UNSUPPORTED_VERSION
    }

    private final Problem problem;

    public RspecException(Problem problem, String message) {
        super(PrintableAscii.of(message));
        this.problem = problem;
    }

    /** A value of the document, cut to what a message has room for. */
    public static String quoted(String value) {
        return "'" + (value.length() > 100 ? value.substring(0, 100) + "..." : value) + "'";
    }

    public Problem problem() {
        return problem;
    }
}
