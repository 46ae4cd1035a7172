// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestTls;

/** Calls as bytes: whatever a client can write, with no library that would keep it from writing it. */
final class WireClient {
    static final String GET_VERSION = call("GetVersion");

    private final URI am;
    private final Map<Identity, HttpClient> clients = new ConcurrentHashMap<>();

    WireClient(String url) {
        am = URI.create(url);
    }

    /**
     * What came back.
     *
     * @param status HTTP's; 0 if the connection was cut instead
     */
    record Answer(int status, String body) {}

    Answer post(Identity caller, String body) throws InterruptedException {
        return post(caller, BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
    }

    Answer post(Identity caller, BodyPublisher body, String... headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(am).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = clients.computeIfAbsent(caller, WireClient::client)
                    .send(request.build(), HttpResponse.BodyHandlers.ofString(ISO_8859_1));
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, e.toString());
        }
    }

    private static HttpClient client(Identity caller) {
        return HttpClient.newBuilder()
                .sslContext(TestTls.client(caller))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** A POST as it goes over the wire. */
    static String http(String body) {
        return "POST /am/3.0 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    /** A {@code methodCall} with these values. */
    static String call(String method, String... values) {
        return "<?xml version='1.0'?>\n<methodCall><methodName>" + method + "</methodName><params>"
                + Stream.of(values)
                        .map(value -> "<param><value>" + value + "</value></param>")
                        .collect(Collectors.joining())
                + "</params></methodCall>";
    }

    /** An Allocate without options. */
    static String allocate(String slice, List<PresentedCredential> credentials, String rspec) {
        return call("Allocate", string(slice), array(credentials), string(rspec), "<struct></struct>");
    }

    static String array(List<PresentedCredential> credentials) {
        return "<array><data>"
                + credentials.stream()
                        .map(credential -> "<value><struct>"
                                + member("geni_type", credential.type())
                                + member("geni_version", credential.version())
                                + member("geni_value", credential.value())
                                + "</struct></value>")
                        .collect(Collectors.joining())
                + "</data></array>";
    }

    static String member(String name, String text) {
        return "<member><name>" + name + "</name><value>" + string(text) + "</value></member>";
    }

    /** Also carriage returns arrive as they are. */
    static String string(String text) {
        return "<string>"
                + text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\r", "&#13;")
                + "</string>";
    }
}
