// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.berth.am.api.AmApi;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.base.DaemonThreads;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener that the federation talks to: HTTP/1.1 over TLS with a required client certificate, and XML-RPC in it.
 * Started once and stopped once.
 */
public final class AmServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AmServer.class);
    private static final int SUMMARY_MINUTES = 10;
    private static final int IO_THREADS = 32;
    private static final int SESSION_SECONDS = 300;

    private final Server server;
    private final ServerConnector connector;
    private final SslContextFactory.Server tls;
    private final X509ExtendedTrustManager clients;
    private final Workers workers;
    private final CallLog calls;
    private final ScheduledExecutorService summaries =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("am-audit"));

    /**
     * @param address where to listen; port 0 takes a free one
     * @param clients who may connect: the last word on every client certificate
     * @param callers finds the caller by the certificates of the connection, the client's own first
     * @param apis what each path speaks, e.g. {@code /am/3.0}; more slashes between and at the end of a request's path do not matter
     * @param audit where calls that change something are kept
     */
    public AmServer(
            InetSocketAddress address,
            TlsIdentity identity,
            X509ExtendedTrustManager clients,
            Function<List<X509Certificate>, Caller> callers,
            Map<String, AmApi> apis,
            ServerLimits limits,
            MeterRegistry metrics,
            Audit audit) {
        QueuedThreadPool threads = new QueuedThreadPool(IO_THREADS, 4);
        threads.setName("am-io");
        server = new Server(threads);
        workers = new Workers(limits);
        calls = new CallLog(metrics, audit);
        tls = new SslContextFactory.Server();
        tls.setSslContext(context(identity, clients));
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setNeedClientAuth(true);
        tls.setRenegotiationAllowed(false);
        this.clients = clients;
        connector = connector(address, limits);
        connector.addBean(new ConnectionDeadlines(server.getScheduler(), limits, metrics));
        connector.addBean(new AddressCap(limits.connectionsPerAddress(), metrics));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        server.setHandler(
                new GracefulHandler(new Routes(services(apis, calls), callers, workers, limits.requestBytes())));
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(limits.drain().toMillis());
        gauges(metrics);
    }

    /**
     * Starts to listen; once this returns, clients are answered.
     *
     * @throws IOException if the address cannot be had
     */
    public void start() throws IOException {
        try {
            server.start();
            var unused = summaries.scheduleWithFixedDelay(
                    this::summarise, SUMMARY_MINUTES, SUMMARY_MINUTES, TimeUnit.MINUTES);
        } catch (IOException e) {
            close();
            throw new IOException(
                    "cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server cannot be started", e);
        }
    }

    /** Shows another key and certificate to whoever connects from now on; open connections stay as they are. */
    public void show(TlsIdentity identity) {
        SSLContext context = context(identity, clients);
        try {
            tls.reload(factory -> factory.setSslContext(context));
        } catch (Exception e) {
            throw new IllegalStateException("the AM's new certificate cannot be used: " + e.getMessage(), e);
        }
    }

    /** The URL under which this machine reaches the server, with the port that it really has. */
    public URI uri() {
        return URI.create("https://" + connector.getHost() + ":" + connector.getLocalPort() + "/");
    }

    /** Stops: no new connections, calls in progress end or lose their connection after the drain time. */
    @Override
    public void close() {
        // Before the draining: else new clients would get a connection from the operating system, and no answer.
        connector.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        } finally {
            workers.stop();
            summaries.shutdownNow();
            calls.writeRefused();
        }
    }

    private void summarise() {
        try {
            calls.writeRefused();
        } catch (RuntimeException e) { // It would end the schedule for good.
            log.error("refused calls were not written into the audit log", e);
        }
    }

    private ServerConnector connector(InetSocketAddress address, ServerLimits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // A URL with a slash at its end, and a path put behind it: no path here means anything else by an empty part.
        http.setUriCompliance(UriCompliance.DEFAULT.with("slashes", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        // Clients call by address, by alias, and without SNI.
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        ServerConnector made =
                new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        made.setHost(address.getHostString());
        made.setPort(address.getPort());
        made.setIdleTimeout(limits.idle().toMillis());
        made.addBean(new HandshakeLog());
        made.addBean(new ConnectionStatistics());
        return made;
    }

    private static SSLContext context(TlsIdentity identity, X509ExtendedTrustManager clients) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.keyManagers(), new TrustManager[] {clients}, null);
            // A resumed session does not show its certificate to the trust manager again.
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS for the AM's key", e);
        }
    }

    private static Map<String, XmlRpcService> services(Map<String, AmApi> apis, CallLog calls) {
        return apis.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, api -> new XmlRpcService(api.getValue(), calls)));
    }

    private void gauges(MeterRegistry metrics) {
        Gauge.builder(
                        "berth.connections",
                        connector,
                        c -> c.getConnectedEndPoints().size())
                .description("Open connections of the federation's listener")
                .register(metrics);
        Gauge.builder("berth.calls.active", workers, Workers::active)
                .description("Calls being carried out")
                .register(metrics);
        Gauge.builder("berth.requests.bytes", workers.requests(), SharedBytes::taken)
                .description("Memory that the bodies of large requests take")
                .register(metrics);
    }
}
