// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A client that is not ours: Python's {@code xmlrpc.client}, one process and one TLS connection per call. */
final class PythonClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Machine machine;
    private final Path script;
    private final String url;
    private final Path certificate;
    private final Path key;

    /** Python ended with an exception of its own: no connection, no XML-RPC, or a Fault. */
    static final class NoAnswer extends AssertionError {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message);
        }
    }

    PythonClient(Path folder, String url, Path certificate, Path key) {
        this(Machine.HERE, folder, url, certificate, key);
    }

    PythonClient(Machine machine, Path folder, String url, Path certificate, Path key) {
        this.machine = machine;
        this.url = url;
        this.certificate = certificate;
        this.key = key;
        this.script = folder.resolve("call.py");
        try (InputStream source = Objects.requireNonNull(PythonClient.class.getResourceAsStream("call.py"))) {
            Files.write(script, source.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The envelope of the reply: {@code code}, {@code value}, {@code output}. */
    JsonNode call(String method, Object... arguments) {
        try {
            Process python = new ProcessBuilder(machine.run(
                            List.of("python3", script.toString(), url, certificate.toString(), key.toString(), method)))
                    .redirectErrorStream(true)
                    .start();
            python.getOutputStream().write(JSON.writeValueAsBytes(arguments));
            python.getOutputStream().close();
            String output = new String(python.getInputStream().readAllBytes(), UTF_8);
            if (python.waitFor() != 0) {
                throw new NoAnswer(method + ": " + output);
            }
            return JSON.readTree(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The value of a reply that must be a success. */
    JsonNode succeed(String method, Object... arguments) {
        JsonNode reply = call(method, arguments);
        if (reply.at("/code/geni_code").asInt(-1) != 0) {
            throw new AssertionError(method + " was refused: " + reply);
        }
        return reply.get("value");
    }

    static List<Map<String, String>> credentials(String xml) {
        return List.of(Map.of("geni_type", "geni_sfa", "geni_version", "3", "geni_value", xml));
    }
}
