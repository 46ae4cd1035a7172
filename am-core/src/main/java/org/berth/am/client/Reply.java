// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an AM with code 0.
 *
 * @param value {@code value}: String, Integer, Boolean, Double, Map with String keys, or Object[]
 */
public record Reply(Object value) {
    /**
     * Reads the result struct (AM API v3, return structure).
     *
     * @throws RefusedException if its code is not 0
     * @throws ConnectionException if it is none
     */
    static Reply of(String method, @Nullable Object result) {
        Map<?, ?> envelope = struct(method, result);
        Map<?, ?> code = struct(method + ", code", envelope.get("code"));
        if (!(code.get("geni_code") instanceof Integer number)) {
            throw new ConnectionException(method + ": the AM's answer has no integer geni_code");
        }
        if (number != 0) {
            throw new RefusedException(method, number, envelope.get("output") instanceof String output ? output : "");
        }
        Object value = envelope.get("value");
        if (value == null) {
            throw new ConnectionException(method + ": the AM's answer has no value");
        }
        return new Reply(value);
    }

    /** The manifest of a struct with {@code geni_rspec}, or the RSpec that the value itself is. */
    public String rspec() {
        Object rspec = value instanceof Map<?, ?> struct ? struct.get("geni_rspec") : value;
        if (rspec instanceof String text) {
            return text;
        }
        throw new ConnectionException("the AM's answer has no RSpec");
    }

    private static Map<?, ?> struct(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> struct) {
            return struct;
        }
        throw new ConnectionException(where + ": the AM's answer is no struct");
    }
}
