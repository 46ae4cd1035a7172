// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.validation.HostValidator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON form of hosts' plans and descriptions in the store. Fields that only another version knows are ignored. */
final class HostJson {
    private static final Logger log = LoggerFactory.getLogger(HostJson.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private HostJson() {}

    static String of(HostDescription description) {
        return write(description);
    }

    /** Without the place where it was said. */
    static String of(HostPlan plan) {
        return write(plan.from(Optional.empty()));
    }

    /** Checked as when a host says it; empty if it breaks the rules. */
    static Optional<HostDescription> description(String text) {
        try {
            return read(text, HostDescription.class).map(HostValidator::description);
        } catch (DockerMasterException | NullPointerException e) { // Also of what is missing in the text.
            log.warn("what the store has of a host is not what a host may say: {}", e.getMessage());
            return Optional.empty();
        }
    }

    static Optional<HostPlan> plan(String text) {
        return read(text, HostPlan.class);
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    private static <T> Optional<T> read(String text, Class<T> type) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            log.warn("the store's {} of a host is not understood: {}", type.getSimpleName(), e.getOriginalMessage());
            return Optional.empty();
        }
    }
}
