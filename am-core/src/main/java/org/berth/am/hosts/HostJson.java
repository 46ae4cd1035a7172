package org.berth.am.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;
import org.berth.dockermaster.HostDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of hosts, as the store keeps it. What another version wrote more of is passed over. */
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

    static Optional<HostDescription> description(String text) {
        return read(text, HostDescription.class);
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
