// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.berth.am.GeniCode;
import org.berth.am.auth.Caller;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;

/** A version of the AM API on use cases and an authority that record, and its arguments as XML-RPC gives them. */
final class ApiFixture {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    static final AmDescription DESCRIPTION = new AmDescription(
            AM,
            Map.of(
                    2, URI.create("https://am.example.org:8001/am/2.0"),
                    3, URI.create("https://am.example.org:8001/am/3.0")),
            "0.1.0",
            true);
    static final Caller ALICE =
            new Caller(Urn.parse("urn:publicid:IDN+example.org+user+alice"), List.of(mock(X509Certificate.class)));
    static final Map<String, Object> VERSION_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
    static final Object[] GOOD = {credential("geni_sfa", "3", "<good/>")};
    static final Object[] BAD = {credential("geni_sfa", "3", "<bad/>")};
    static final Object[] SLICE = {RecordingSlices.SLICE.toString()};
    static final Object[] SLIVER = {RecordingSlices.SLIVER.toString()};

    final RecordingSlices slices = new RecordingSlices();
    final RecordingAuthority authority = new RecordingAuthority();
    final AmApi api;

    /** @param version of the API: {@code AmApiV2::new} or {@code AmApiV3::new} */
    ApiFixture(Function<Aggregate, AmApi> version) {
        api = version.apply(new Aggregate(DESCRIPTION, authority, slices, Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    Reply call(String method, @Nullable Object... parameters) {
        try {
            return api.call(ALICE, method, Arrays.asList(parameters), AnswerBudget.UNLIMITED);
        } catch (RpcFault fault) {
            throw new AssertionError(fault);
        }
    }

    /** The value of a call that must succeed. */
    Object value(String method, @Nullable Object... parameters) {
        Reply reply = call(method, parameters);
        assertThat(reply.struct().get("output")).isEqualTo("");
        assertThat(reply.code()).isEqualTo(GeniCode.SUCCESS);
        return Objects.requireNonNull(reply.struct().get("value"));
    }

    /** The output of a call that must fail with that code, before any use case was asked. */
    String refusal(GeniCode code, String method, @Nullable Object... parameters) {
        Reply reply = call(method, parameters);
        assertThat(reply.code()).as("%s", reply.struct()).isEqualTo(code);
        assertThat(slices.asked).isEmpty();
        return String.valueOf(reply.struct().get("output"));
    }

    static Object credential(String type, Object version, Object xml) {
        return Map.of("geni_type", type, "geni_version", version, "geni_value", xml);
    }

    /** {@link #VERSION_3} and one more option. */
    static Map<String, Object> version3And(String name, Object value) {
        Map<String, Object> options = new HashMap<>(VERSION_3);
        options.put(name, value);
        return options;
    }
}
