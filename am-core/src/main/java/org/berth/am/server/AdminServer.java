// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.berth.am.base.Incidents;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.LoggerFactory;

/**
 * The server of health and metrics for the machine's admin, over plain HTTP and from this machine alone: {@code
 * /healthz} (the process lives), {@code /readyz} (200, or 503 with the reasons), {@code /metrics} (Prometheus' text
 * format). Changes nothing.
 */
public final class AdminServer implements AutoCloseable {
    private static final Incidents INCIDENTS = new Incidents(LoggerFactory.getLogger(AdminServer.class));

    private final Server server;
    private final ServerConnector connector;
    private final Map<String, Supplier<Optional<String>>> checks;
    private final Supplier<List<String>> warnings;
    private final Supplier<String> metrics;

    /** Without warnings. */
    public AdminServer(
            InetSocketAddress address, Map<String, Supplier<Optional<String>>> checks, Supplier<String> metrics) {
        this(address, checks, List::of, metrics);
    }

    /**
     * @param address a loopback address; port 0 takes a free one
     * @param checks by name: what is wrong, or nothing
     * @param warnings what is wrong and does not keep requests from being served, a line each
     * @param metrics the metrics' text
     * @throws IllegalArgumentException if the address is not a loopback address
     */
    public AdminServer(
            InetSocketAddress address,
            Map<String, Supplier<Optional<String>>> checks,
            Supplier<List<String>> warnings,
            Supplier<String> metrics) {
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "the admin listener tells everybody who asks, so it listens on a loopback"
                            + " address only (127.0.0.1 or ::1), and not on '" + address.getHostString() + "'");
        }
        this.checks = new LinkedHashMap<>(checks);
        this.warnings = warnings;
        this.metrics = metrics;
        QueuedThreadPool threads = new QueuedThreadPool(8, 1);
        threads.setName("am-admin");
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        server.addConnector(connector);
        server.setHandler(new Pages());
        server.setErrorHandler(new BareErrors());
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be had
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new IOException(
                    "cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the admin listener cannot be started", e);
        }
    }

    /** Returns the URL that it listens on, with the port that it really has. */
    public URI uri() {
        String host = connector.getHost();
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + connector.getLocalPort() + "/");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the admin listener did not stop in order", e);
        }
    }

    private Page page(Request request) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return new Page(HttpStatus.METHOD_NOT_ALLOWED_405, "only GET\n");
        }
        return switch (Request.getPathInContext(request)) {
            case "/healthz" -> new Page(HttpStatus.OK_200, "ok\n");
            case "/readyz" -> readiness();
            case "/metrics" -> new Page(HttpStatus.OK_200, metrics.get());
            default -> new Page(HttpStatus.NOT_FOUND_404, "there are /healthz, /readyz and /metrics\n");
        };
    }

    private Page readiness() {
        String problems = checks.entrySet().stream()
                .flatMap(check ->
                        problem(check.getKey(), check.getValue()).map(p -> check.getKey() + ": " + p + "\n").stream())
                .collect(Collectors.joining());
        String warned =
                warnings.get().stream().map(line -> "warning: " + line + "\n").collect(Collectors.joining());
        return problems.isEmpty()
                ? new Page(HttpStatus.OK_200, "ready\n" + warned)
                : new Page(HttpStatus.SERVICE_UNAVAILABLE_503, problems + warned);
    }

    private static Optional<String> problem(String name, Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return Optional.of(
                    "the check itself failed: " + INCIDENTS.report("check=" + name, e) + "; see the AM's log");
        }
    }

    private record Page(int status, String text) {}

    private final class Pages extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Page page = page(request);
            response.setStatus(page.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            Content.Sink.write(response, true, page.text(), callback);
            return true;
        }
    }
}
