// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.jspecify.annotations.Nullable;

/** The one place where docker-java's exceptions become ours. */
final class EngineErrors {
    private static final List<String> NO_ROOM =
            List.of("no space left on device", "disk quota exceeded", "input/output error", "read-only file system");
    private static final ObjectMapper JSON = new ObjectMapper();

    private EngineErrors() {}

    static DockerMasterException translate(String step, URI address, RuntimeException e) {
        if (e instanceof DockerMasterException ours) {
            return ours;
        }
        if (e instanceof DockerException answered) {
            if (isForWantOfRoom(answered)) {
                return new DockerMasterException(
                        Kind.UNREACHABLE,
                        step + ": the host's disk is full (" + words(answered)
                                + "); it is tried again until there is room",
                        e);
            }
            Kind kind = isContainerGone(answered) ? Kind.GONE : Kind.FAILED;
            return new DockerMasterException(kind, step + ": " + words(answered), e);
        }
        IOException io = ioCause(e);
        if (io != null) {
            return new DockerMasterException(
                    Kind.UNREACHABLE, step + ": the engine at " + address + " does not answer: " + said(io), e);
        }
        return new DockerMasterException(Kind.FAILED, step + ": " + said(e), e);
    }

    /** The system's own words, which the engine repeats: in English, whatever the machine's language is. */
    private static boolean isForWantOfRoom(DockerException e) {
        String words = words(e).toLowerCase(Locale.ROOT);
        return NO_ROOM.stream().anyMatch(words::contains);
    }

    /** Returns whether it is the container itself that is missing. */
    static boolean isContainerGone(DockerException e) {
        return e instanceof NotFoundException && words(e).startsWith("No such container");
    }

    /** The engine answers errors as {@code {"message": "..."}}, which docker-java puts behind "Status N: ". */
    private static String words(DockerException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "no message");
        int json = message.indexOf('{');
        if (json >= 0) {
            try {
                JsonNode words = JSON.readTree(message.substring(json)).path("message");
                if (words.isTextual()) {
                    return words.asText().strip();
                }
            } catch (JsonProcessingException notJson) {
                // Then the message is repeated as it came.
            }
        }
        return message.strip();
    }

    private static @Nullable IOException ioCause(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            // An answer that is no JSON came from something that is there, but is no engine.
            if (t instanceof IOException io && !(t instanceof JsonProcessingException)) {
                return io;
            }
        }
        return null;
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        if (e instanceof InterruptedIOException) {
            return "time-out" + (message == null ? "" : " (" + message + ")");
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
