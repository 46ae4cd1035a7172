// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.api.WireResponse;
import org.berth.am.federation.Identity;

/** Calls one version of an AM's API, and reads its answers as strictly as the strictest client. */
final class ApiClient {
    private static final Map<String, Object> GENI_3 = Map.of("type", "GENI", "version", "3");

    private final String url;
    private final Identity caller;
    private final WireClient wire;

    ApiClient(String url, Identity caller) {
        this.url = url;
        this.caller = caller;
        wire = new WireClient(url);
    }

    String url() {
        return url;
    }

    /**
     * Calls a method; whatever comes of it is in the reply.
     *
     * @param arguments strings, integers, booleans, lists, and maps by strings
     */
    ApiReply call(String method, Object... arguments) {
        String body =
                WireClient.call(method, Stream.of(arguments).map(ApiClient::xml).toArray(String[]::new));
        try {
            WireClient.Answer answer = wire.post(caller, body);
            if (answer.status() != 200) {
                return new ApiReply(method, Map.of(), "HTTP status " + answer.status() + " " + answer.body());
            }
            return reply(method, answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static ApiReply reply(String method, String body) {
        try {
            return new ApiReply(method, ApiReply.asMap(WireResponse.read(body.getBytes(ISO_8859_1))), "");
        } catch (AssertionError | RuntimeException e) {
            return new ApiReply(method, Map.of(), e.getMessage() + ": " + body);
        }
    }

    /** A credential as v3 has it. */
    static List<Object> credentials(String xml) {
        return credentials("geni_sfa", "3", xml);
    }

    static List<Object> credentials(String type, String version, String xml) {
        return List.of(Map.of("geni_type", type, "geni_version", version, "geni_value", xml));
    }

    /** The options that ask for RSpecs as we know them, and those given by names and values in turn. */
    static Map<String, Object> geni3(Object... others) {
        Map<String, Object> options = new HashMap<>(Map.of("geni_rspec_version", GENI_3));
        for (int i = 0; i < others.length; i += 2) {
            options.put((String) others[i], others[i + 1]);
        }
        return options;
    }

    private static String xml(Object value) {
        if (value instanceof String text) {
            return WireClient.string(text);
        }
        if (value instanceof Boolean flag) {
            return "<boolean>" + (flag ? 1 : 0) + "</boolean>";
        }
        if (value instanceof Integer number) {
            return "<int>" + number + "</int>";
        }
        if (value instanceof List<?> list) {
            return "<array><data>"
                    + list.stream()
                            .map(element -> "<value>" + xml(element) + "</value>")
                            .collect(Collectors.joining())
                    + "</data></array>";
        }
        return "<struct>"
                + ((Map<?, ?>) value)
                        .entrySet().stream()
                                .map(member -> "<member><name>" + member.getKey() + "</name><value>"
                                        + xml(member.getValue()) + "</value></member>")
                                .collect(Collectors.joining())
                + "</struct>";
    }
}
