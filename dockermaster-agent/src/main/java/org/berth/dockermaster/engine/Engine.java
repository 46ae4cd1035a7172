// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One Docker engine. Its version is read at the first call, and again at the first call after it did not answer, so an
 * engine that was down, restarted or upgraded meanwhile needs no new object. The lower of the engine's API version and
 * 1.44 is spoken: 20.10 knows 1.41 at most, 29 demands 1.44 at least.
 *
 * <p>Safe for many threads.
 */
public final class Engine implements AutoCloseable {
    /** The newest API version whose behaviour this code was written for. */
    private static final RemoteApiVersion NEWEST_SPOKEN = RemoteApiVersion.create(1, 44);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration PATIENT_ANSWER = Duration.ofMinutes(30);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int ERROR_LIMIT = 1 << 16;

    private final URI address;
    private final DockerHttpClient transport;
    private final DockerHttpClient patientTransport;
    private volatile @Nullable Session session;

    private Engine(URI address) {
        this.address = address;
        this.transport = transport(address, ANSWER);
        this.patientTransport = transport(address, PATIENT_ANSWER);
    }

    /** A session with the engine: the versions agreed with it, and the clients that speak them. */
    private record Session(
            EngineVersion version, RemoteApiVersion api, DockerClient client, DockerClient patientClient) {}

    /**
     * The engine at an address. It is not spoken to yet.
     *
     * @param dockerHost {@code unix:///path} or {@code tcp://host:port}
     * @throws DockerMasterException of kind {@code FAILED} if the address has another form
     */
    public static Engine connect(String dockerHost) {
        return new Engine(parse(dockerHost));
    }

    private static URI parse(String dockerHost) {
        try {
            URI uri = URI.create(dockerHost);
            boolean unix = "unix".equals(uri.getScheme())
                    && uri.getPath() != null
                    && uri.getPath().length() > 1;
            boolean tcp = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
            if (unix || tcp) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with what would be right.
        }
        throw new DockerMasterException(
                Kind.FAILED, "docker_host '" + dockerHost + "' is neither unix:///path nor tcp://host:port");
    }

    private static DockerHttpClient transport(URI address, Duration answer) {
        return new ApacheDockerHttpClient.Builder()
                .dockerHost(address)
                .connectionTimeout(CONNECT)
                .responseTimeout(answer)
                .build();
    }

    /** Returns the engine's address, as it was given. */
    public URI address() {
        return address;
    }

    /**
     * The engine's version.
     *
     * @throws DockerMasterException of kind {@code UNREACHABLE} if it does not answer
     */
    public EngineVersion version() {
        return translated("asking the engine's version", this::session).version();
    }

    /**
     * Does a step at the engine; every answer has to begin within 60 s.
     *
     * @param step what is done, as an error shall name it, e.g. {@code starting the container}
     * @throws DockerMasterException whatever goes wrong, with the engine's own words
     */
    public <T> T call(String step, Function<DockerClient, T> action) {
        return translated(step, () -> action.apply(session().client()));
    }

    /** Like {@link #call}, without a result. */
    public void run(String step, Consumer<DockerClient> action) {
        translated(step, () -> {
            action.accept(session().client());
            return true;
        });
    }

    /** Like {@link #call} for what may be silent for up to 30 minutes: builds, pulls, imports. */
    public <T> T callPatiently(String step, Function<DockerClient, T> action) {
        return translated(step, () -> action.apply(session().patientClient()));
    }

    /** Takes what it wants of an answer; the rest is never read. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream answer) throws IOException;
    }

    /**
     * Reads as much as the reader wants of the engine's answer to a GET, then cuts the connection. docker-java's own
     * streams read the answer to its end when closed, and a file of a container is as long as its user makes it.
     *
     * @param path of the API without version, e.g. {@code /containers/x/archive?path=%2Fetc}
     * @param reader must not close the stream it is given
     * @return empty if there is no such thing (status 404)
     * @throws DockerMasterException as {@link #call}; of kind {@code GONE} if it is the container that is not there
     */
    public <T> Optional<T> read(String step, String path, Reader<T> reader) {
        return translated(step, () -> {
            // Closing the response aborts the request before anything else.
            try (DockerHttpClient.Response response = transport.execute(get(path))) {
                int status = response.getStatusCode();
                if (status == OK) {
                    return Optional.of(reader.read(response.getBody()));
                }
                DockerException refused = refusal(response);
                if (status == NOT_FOUND && !EngineErrors.isContainerGone(refused)) {
                    return Optional.empty();
                }
                throw refused;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * The engine's answer to a GET that goes on for as long as there is something to tell; silence of 30 minutes ends it.
     * Closing it, which any thread may do, ends a read of its body with an {@link IOException}.
     *
     * @param path as for {@link #read}
     * @throws DockerMasterException as {@link #call}
     */
    public DockerHttpClient.Response open(String step, String path) {
        return translated(step, () -> {
            DockerHttpClient.Response response = patientTransport.execute(get(path));
            if (response.getStatusCode() == OK) {
                return response;
            }
            try (response) {
                throw refusal(response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private DockerHttpClient.Request get(String path) {
        return DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/" + session().api().asWebPathPart() + path)
                .build();
    }

    private static DockerException refusal(DockerHttpClient.Response response) throws IOException {
        int status = response.getStatusCode();
        String message =
                "Status " + status + ": " + new String(response.getBody().readNBytes(ERROR_LIMIT), UTF_8);
        return status == NOT_FOUND ? new NotFoundException(message) : new DockerException(message, status);
    }

    /**
     * Returns whether the engine accepts new connections. One that is shutting down does not, while it still answers on
     * those that it has, and its containers end one after another.
     */
    public boolean isListening() {
        boolean unix = "unix".equals(address.getScheme());
        SocketAddress socket = unix
                ? UnixDomainSocketAddress.of(address.getPath())
                : new InetSocketAddress(address.getHost(), address.getPort());
        try (SocketChannel channel = SocketChannel.open(socket)) {
            return channel.isConnected();
        } catch (IOException | UnresolvedAddressException e) {
            return false;
        }
    }

    private <T> T translated(String step, Supplier<T> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            DockerMasterException told = EngineErrors.translate(step, address, e);
            if (told.kind() == Kind.UNREACHABLE) {
                session = null;
            }
            throw told;
        }
    }

    private Session session() {
        Session known = session;
        return known != null ? known : negotiate();
    }

    private synchronized Session negotiate() {
        Session known = session;
        if (known != null) {
            return known;
        }
        // The unversioned path is answered by every engine, with its newest API.
        var answer = DockerClientImpl.getInstance(config(RemoteApiVersion.unknown()), transport)
                .versionCmd()
                .exec();
        EngineVersion version = new EngineVersion(
                Objects.requireNonNullElse(answer.getVersion(), "unknown"),
                Objects.requireNonNull(answer.getApiVersion(), "the engine told no API version"));
        RemoteApiVersion offered = RemoteApiVersion.parseConfig(version.api());
        RemoteApiVersion spoken = offered.isGreaterOrEqual(NEWEST_SPOKEN) ? NEWEST_SPOKEN : offered;
        DockerClientConfig config = config(spoken);
        Session fresh = new Session(
                version,
                spoken,
                DockerClientImpl.getInstance(config, transport),
                DockerClientImpl.getInstance(config, patientTransport));
        session = fresh;
        return fresh;
    }

    private DockerClientConfig config(RemoteApiVersion api) {
        return DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.toString())
                .withDockerTlsVerify(false)
                .withApiVersion(api)
                .build();
    }

    @Override
    public void close() {
        try (transport;
                patientTransport) {
            session = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
