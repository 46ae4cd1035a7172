package org.berth.rspec;

/** An RSpec that cannot be taken. The message is a sentence for the client that names the element and the value. */
public class RspecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the document, as far as the AM's answer depends on it. */
    public enum Problem {
        /** Not XML, or not a request that says what it should (AM API: BADARGS). */
        INVALID,
        /** An RSpec, but not of GENI version 3 (AM API: BADVERSION). */
        UNSUPPORTED_VERSION
    }

    private final Problem problem;

    public RspecException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
