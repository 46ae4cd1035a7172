// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A registry on loopback that has one image of one layer (Docker Registry HTTP API V2, image manifest schema 2). */
final class OneImageRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private final HttpServer server;

    /** @param root the image's file system as a tar */
    OneImageRegistry(String repository, String tag, Path root) throws IOException {
        String layer = digest(Files.newInputStream(root));
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        byte[] config = """
                {"architecture": "%s", "os": "linux", "config": {}, "history": [{"created_by": "test"}],
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}""".formatted(architecture, layer).getBytes(StandardCharsets.UTF_8);
        String configDigest = digest(new ByteArrayInputStream(config));
        byte[] manifest = """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar", "size": %d, "digest": "%s"}]}""".formatted(MANIFEST, config.length, configDigest, Files.size(root), layer)
                .getBytes(StandardCharsets.UTF_8);
        String manifestDigest = digest(new ByteArrayInputStream(manifest));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String base = "/v2/" + repository;
        server.createContext("/v2/", exchange -> answer(exchange, "application/json", "", new byte[0]));
        server.createContext(base + "/manifests/" + tag, x -> answer(x, MANIFEST, manifestDigest, manifest));
        server.createContext(base + "/manifests/" + manifestDigest, x -> answer(x, MANIFEST, manifestDigest, manifest));
        server.createContext(base + "/blobs/" + configDigest, x -> answer(x, "application/json", "", config));
        server.createContext(base + "/blobs/" + layer, exchange -> {
            exchange.sendResponseHeaders(200, Files.size(root));
            try (exchange) {
                Files.copy(root, exchange.getResponseBody());
            }
        });
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, String type, String digest, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String digest(InputStream content) throws IOException {
        try (DigestInputStream in = new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return "sha256:" + HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
