// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.IsoTime;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;

/**
 * A value that a client sent, and where: it knows what it should be, and says so with code 1 if it is something else.
 *
 * @param name the place, as the client knows it, e.g. {@code options.geni_users[0].urn}
 * @param value a plain value, null for a nil
 */
record Value(String name, @Nullable Object value) {
    private static final int SHOWN = 100;

    /** A string, or base64 data in its place: its bytes are the text then (geni-lib on Python 3 sends credentials so). */
    String text() {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] bytes) {
            return decoded(bytes);
        }
        throw wrong("must be a string");
    }

    private String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AmException(GeniCode.BADARGS, name + " must be a string; its base64 data is not UTF-8 text", e);
        }
    }

    /** A string, or a whole number in its place: versions come as both. */
    String textOrNumber() {
        return value instanceof Integer || value instanceof Long ? value.toString() : text();
    }

    /** A boolean, or 0 and 1, or the words for it. */
    boolean flag() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        String word = value instanceof Integer || value instanceof Long || value instanceof String
                ? value.toString().strip().toLowerCase(Locale.ROOT)
                : "";
        return switch (word) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong("must be a boolean");
        };
    }

    Instant time() {
        try {
            return IsoTime.parse(text()).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            throw wrong("must be a time like 2030-01-31T23:59:00Z (ISO 8601; no zone means UTC)");
        }
    }

    Urn urn() {
        try {
            return Urn.parse(text().strip());
        } catch (IllegalArgumentException e) {
            throw new AmException(GeniCode.BADARGS, name + ": " + e.getMessage(), e);
        }
    }

    /** A URN of that type. */
    Urn urn(String type) {
        Urn urn = urn();
        if (!urn.hasType(type)) {
            throw wrong("must be the URN of a " + type);
        }
        return urn;
    }

    /** An array's elements, in their order. */
    List<Value> list() {
        if (!(value instanceof Object[] elements)) {
            throw wrong("must be an array");
        }
        List<Value> values = new ArrayList<>();
        for (Object element : elements) {
            values.add(new Value(name + "[" + values.size() + "]", element));
        }
        return values;
    }

    boolean isStruct() {
        return value instanceof Map;
    }

    /** A struct's member; a nil counts as none. */
    Optional<Value> member(String key) {
        if (!(value instanceof Map<?, ?> members)) {
            throw wrong("must be a struct");
        }
        return Optional.ofNullable(members.get(key)).map(found -> new Value(name + "." + key, found));
    }

    /** A member that must be there. */
    Value required(String key) {
        return member(key).orElseThrow(() -> new AmException(GeniCode.BADARGS, name + "." + key + " is missing"));
    }

    /** The refusal of this value. */
    AmException wrong(String rule) {
        return new AmException(GeniCode.BADARGS, name + " " + rule + ", not " + shown());
    }

    private String shown() {
        if (value == null) {
            return "nil";
        }
        if (value instanceof Map) {
            return "a struct";
        }
        if (value instanceof Object[]) {
            return "an array";
        }
        if (value instanceof byte[]) {
            return "base64 data";
        }
        String text = value.toString();
        return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + "'";
    }
}
