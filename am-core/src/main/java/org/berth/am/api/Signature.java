// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.List;
import java.util.Map;

/**
 * The signature of a method of the AM API.
 *
 * @param name its name on the wire
 * @param result the type of {@code value} when it succeeds
 * @param parameters their names in their order; the last one, {@code options}, may be left out; none for any parameters
 */
record Signature(String name, Result result, List<String> parameters) {
    /** @param parameters the names, with commas between them */
    static Signature of(String name, Result result, String parameters) {
        return new Signature(name, result, List.of(parameters.split(", ", -1)));
    }

    /** A method whose parameters are not looked at. */
    static Signature ofAnyParameters(String name, Result result) {
        return new Signature(name, result, List.of());
    }

    /**
     * Returns {@code value} for a call that failed: of the type that it has when it succeeds, for old jFed casts it.
     */
    Object emptyValue() {
        return switch (result) {
            case STRUCT -> Map.of();
            case ARRAY -> List.of();
            case STRING -> "";
            case BOOLEAN -> false;
        };
    }

    void requireCount(int given) throws RpcFault {
        int most = parameters.size();
        if (most > 0 && (given < most - 1 || given > most)) {
            throw RpcFault.wrongParameters(name, "(" + String.join(", ", parameters) + ")", given);
        }
    }

    enum Result {
        STRUCT,
        ARRAY,
        STRING,
        BOOLEAN
    }
}
