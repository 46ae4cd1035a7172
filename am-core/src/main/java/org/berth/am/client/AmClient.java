// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.berth.rspec.Urn;

/**
 * Calls the methods of AM API v3. Each returns what the AM gave with code 0 and throws {@link RefusedException} for any
 * other code, {@link ConnectionException} if there was no usable answer.
 *
 * <p>{@code targets} are one slice URN or several sliver URNs of one slice.
 */
public final class AmClient {
    private static final int LARGEST_REPLY = 64 * 1024 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REPLY_TIMEOUT = Duration.ofMinutes(2);

    private final URI url;
    private final HttpClient http;
    private final X509Certificate certificate;
    private final List<Map<String, String>> credentials;
    private final Map<String, Object> speakingFor;

    /**
     * Prepares calls; connects to nothing yet.
     *
     * @param url the AM's URL, https
     */
    public AmClient(URI url, ClientIdentity identity, ServerTrust trust, Credentials credentials)
            throws IOException, GeneralSecurityException {
        this.url = url;
        this.credentials = credentials.structs();
        this.speakingFor = credentials
                .speakingFor()
                .<Map<String, Object>>map(user -> Map.of("geni_speaking_for", user.toString()))
                .orElse(Map.of());
        this.certificate = identity.chain().get(0);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(identity.keyManagers(), new TrustManager[] {trust.trustManager()}, null);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    public Reply getVersion() {
        return call("GetVersion", Map.of());
    }

    public Reply listResources(boolean availableOnly) {
        return call("ListResources", credentials, options(Map.of("geni_available", availableOnly)));
    }

    public Reply describe(List<Urn> targets) {
        return call("Describe", texts(targets), credentials, options(Map.of()));
    }

    public Reply allocate(Urn slice, String request, Optional<Instant> end) {
        return call("Allocate", slice.toString(), credentials, request, end(end));
    }

    /**
     * Calls Provision.
     *
     * @param users OpenSSH public key lines by user URN
     */
    public Reply provision(List<Urn> targets, Map<Urn, List<String>> users, Optional<Instant> end) {
        Map<String, Object> options = options(end(end));
        options.put("geni_users", users(users));
        return call("Provision", texts(targets), credentials, options);
    }

    public Reply status(List<Urn> targets) {
        return call("Status", texts(targets), credentials, Map.of());
    }

    /**
     * Calls PerformOperationalAction.
     *
     * @param users only for {@code geni_update_users}: OpenSSH public key lines by user URN
     */
    public Reply performOperationalAction(List<Urn> targets, String action, Map<Urn, List<String>> users) {
        return call(
                "PerformOperationalAction",
                texts(targets),
                credentials,
                action,
                users.isEmpty() ? Map.of() : Map.of("geni_users", users(users)));
    }

    /**
     * Calls Renew.
     *
     * @param asLateAsPossible take the latest allowed time if {@code expires} is later than that
     */
    public Reply renew(List<Urn> targets, Instant expires, boolean asLateAsPossible) {
        return call(
                "Renew",
                texts(targets),
                credentials,
                rfc3339(expires),
                asLateAsPossible ? Map.of("geni_extend_alap", true) : Map.of());
    }

    public Reply delete(List<Urn> targets) {
        return call("Delete", texts(targets), credentials, Map.of());
    }

    public Reply shutdown(Urn slice) {
        return call("Shutdown", slice.toString(), credentials, Map.of());
    }

    /** @param arguments of which the last one is the options */
    private Reply call(String method, Object... arguments) {
        int last = arguments.length - 1;
        Map<Object, Object> options = new HashMap<>((Map<?, ?>) arguments[last]);
        options.putAll(speakingFor);
        arguments[last] = options;
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(REPLY_TIMEOUT)
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(XmlRpcCodec.call(method, List.of(arguments))))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new ConnectionException(url + " answers " + method + " with HTTP status "
                            + response.statusCode() + ": is this the URL of an AM?");
                }
                byte[] reply = body.readNBytes(LARGEST_REPLY + 1);
                if (reply.length > LARGEST_REPLY) {
                    throw new ConnectionException(
                            method + ": the AM's answer has more than " + LARGEST_REPLY + " bytes");
                }
                return Reply.of(method, XmlRpcCodec.reply(new ByteArrayInputStream(reply)));
            }
        } catch (IOException e) {
            throw new ConnectionException(url + ": " + ConnectionFailure.explain(url, certificate, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException(method + " was interrupted", e);
        }
    }

    private static Map<String, Object> options(Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
        return options;
    }

    private static Map<String, String> end(Optional<Instant> end) {
        return end.map(time -> Map.of("geni_end_time", rfc3339(time))).orElse(Map.of());
    }

    private static List<Map<String, Object>> users(Map<Urn, List<String>> users) {
        return users.entrySet().stream()
                .map(user -> Map.<String, Object>of("urn", user.getKey().toString(), "keys", user.getValue()))
                .toList();
    }

    private static String rfc3339(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<String> texts(List<Urn> urns) {
        return urns.stream().map(Urn::toString).toList();
    }
}
