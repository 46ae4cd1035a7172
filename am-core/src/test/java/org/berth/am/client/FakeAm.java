// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.berth.am.federation.CertificateAuthority;
import org.berth.am.federation.Identity;
import org.berth.base.Pem;

/** A TLS server that answers calls with texts prepared by a test, for callers that its own authority knows. */
public final class FakeAm implements AutoCloseable {
    private static final Pattern METHOD = Pattern.compile("<methodName>(\\w+)</methodName>");
    private static final Duration LIFE = Duration.ofDays(1);
    private final Path directory;
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;

    public FakeAm(Path directory, Federation federation) throws IOException, GeneralSecurityException {
        this.directory = directory;
        Files.writeString(serverCertificate(), Pem.certificates(federation.am().chain()));
        Files.writeString(
                userFile(),
                Pem.certificates(federation.alice().chain())
                        + Pem.key(federation.alice().key()));
        Files.writeString(credential(), federation.credential());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext tls = tls(federation.am(), federation.root());
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private static SSLContext tls(Identity self, Certificate trusted) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("self", self.key(), new char[0], self.chain().toArray(Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", trusted);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    /**
     * The keys of all who take part, which take long to make.
     *
     * @param am its own, self-signed
     * @param root the root of the users that it knows
     * @param alice one of them
     * @param credential hers for {@code urn:publicid:IDN+example.org+slice+exp1}
     */
    public record Federation(Identity am, X509Certificate root, Identity alice, String credential) {
        public static Federation make() {
            CertificateAuthority authority = CertificateAuthority.root("example.org", LIFE, Clock.systemUTC());
            Identity alice = authority.user("alice", Optional.empty(), LIFE);
            return new Federation(
                    CertificateAuthority.root("am.example.org", LIFE, Clock.systemUTC())
                            .identity(),
                    authority.identity().certificate(),
                    alice,
                    authority.sliceCredential(
                            alice.chain(),
                            authority.slice("exp1", LIFE),
                            Clock.systemUTC().instant().plus(LIFE)));
        }
    }

    /** Its URL, by address. */
    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A file of its own certificate, which names no address. */
    public Path serverCertificate() {
        return directory.resolve("server.pem");
    }

    /** A file of a user's certificate and key that it accepts. */
    public Path userFile() {
        return directory.resolve("alice.pem");
    }

    /** A file of alice's credential for {@code urn:publicid:IDN+example.org+slice+exp1}. */
    public Path credential() {
        return directory.resolve("exp1.xml");
    }

    /** The next answer to a method; the last one given is repeated. Inner XML of {@code value}. */
    public FakeAm answers(String method, String value) {
        answers.computeIfAbsent(method, name -> new ArrayDeque<>()).add(value);
        return this;
    }

    /** What was sent, in order. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher method = METHOD.matcher(request);
            String answer;
            synchronized (requests) {
                requests.add(request);
                Deque<String> prepared = answers.get(method.find() ? method.group(1) : "");
                answer = prepared == null ? "" : prepared.size() > 1 ? prepared.remove() : prepared.element();
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 200, answer.isEmpty() ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A reply with code 0. */
    public static String success(String value) {
        return reply(0, value, "");
    }

    /** A reply with any code. */
    public static String reply(int code, String value, String output) {
        return "<?xml version='1.0'?><methodResponse><params><param>"
                + struct(
                        "code",
                        struct("geni_code", "<value><int>" + code + "</int></value>"),
                        "value",
                        value,
                        "output",
                        string(output))
                + "</param></params></methodResponse>";
    }

    /** A struct of names and values. */
    public static String struct(String... membersAndValues) {
        StringBuilder xml = new StringBuilder("<value><struct>");
        for (int i = 0; i < membersAndValues.length; i += 2) {
            xml.append("<member><name>" + membersAndValues[i] + "</name>" + membersAndValues[i + 1] + "</member>");
        }
        return xml + "</struct></value>";
    }

    /** An array of values. */
    public static String array(String... values) {
        return "<value><array><data>" + String.join("", values) + "</data></array></value>";
    }

    /** A string. */
    public static String string(String text) {
        return "<value><string>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</string></value>";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
