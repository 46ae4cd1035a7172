// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.berth.rspec.Compression;
import org.jspecify.annotations.Nullable;

/**
 * What an AM answered to a call.
 *
 * @param call the method, for messages
 * @param struct the result; empty if there was none
 * @param problem why there is no result: a Fault, no XML-RPC, no answer; else empty
 */
record ApiReply(String call, Map<?, ?> struct, String problem) {
    /** Checks what jFed checks of every reply; the code. */
    int code() {
        assertThat(problem).as(call).isEmpty();
        assertThat(struct.get("value")).as("%s: value in %s", call, struct).isNotNull();
        assertThat(struct.get("code")).as("%s: code", call).isInstanceOf(Map.class);
        Object code = ((Map<?, ?>) Objects.requireNonNull(struct.get("code"))).get("geni_code");
        assertThat(code).as("%s: geni_code", call).isInstanceOf(Integer.class);
        if (!Integer.valueOf(0).equals(code)) {
            assertThat(struct.get("output")).as("%s: output", call).isInstanceOf(String.class);
        }
        return (Integer) Objects.requireNonNull(code);
    }

    /** A refusal, as jFed and omni understand it. */
    void requireRefusal() {
        assertThat(code()).as(toString()).isNotZero();
    }

    Object value() {
        assertThat(code()).as(toString()).isZero();
        return Objects.requireNonNull(struct.get("value"));
    }

    String text() {
        assertThat(value()).as(call).isInstanceOf(String.class);
        return (String) value();
    }

    Map<?, ?> map() {
        return asMap(value());
    }

    List<?> list() {
        assertThat(value()).as(call).isInstanceOf(List.class);
        return (List<?>) value();
    }

    static Map<?, ?> asMap(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    static List<?> asList(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) Objects.requireNonNull(value);
    }

    static String text(Map<?, ?> struct, String member) {
        assertThat(struct.get(member)).as("%s in %s", member, struct).isInstanceOf(String.class);
        return (String) Objects.requireNonNull(struct.get(member));
    }

    /** The slivers of Status, Describe, Allocate and Provision, or of an array that is one itself. */
    List<Map<?, ?>> slivers() {
        Object value = value();
        return asList(value instanceof Map<?, ?> struct ? struct.get("geni_slivers") : value).stream()
                .<Map<?, ?>>map(ApiReply::asMap)
                .collect(Collectors.toList());
    }

    /** The only sliver, where there has to be one. */
    Map<?, ?> sliver() {
        assertThat(slivers()).as(toString()).hasSize(1);
        return slivers().get(0);
    }

    /** The manifest of Describe, Allocate and Provision. */
    String manifest() {
        return text(map(), "geni_rspec");
    }

    /** The manifest of a Describe that asked for compression. */
    String compressedManifest() {
        return Compression.decompress(manifest());
    }

    /** A member of the first sliver; empty where there is none, for whoever goes on with it and does not judge. */
    String ofFirstSliver(String member) {
        Object value = struct.get("value");
        Object slivers = value instanceof Map<?, ?> map ? map.get("geni_slivers") : value;
        return slivers instanceof List<?> list && !list.isEmpty() ? member(list.get(0), member) : "";
    }

    /** A member of the value; empty where there is none. */
    String member(String member) {
        return member(struct.get("value"), member);
    }

    private static String member(@Nullable Object value, String member) {
        return value instanceof Map<?, ?> map && map.get(member) instanceof String text ? text : "";
    }

    /** A time that an AM wrote, if it is one. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return call + " answered " + (problem.isEmpty() ? struct : problem);
    }
}
