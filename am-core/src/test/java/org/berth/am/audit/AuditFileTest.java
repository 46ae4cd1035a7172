// SPDX-License-Identifier: Apache-2.0
package org.berth.am.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuditFileTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void entryIsOneLineOfJsonWhateverItHolds() throws IOException {
        // when
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            audit.write("call", Map.of("output", "a\nb\u0007 {} %msg \u00e9\u2028\u0000"));
        }

        // then
        assertThat(lines()).singleElement().asString().matches("[ -~]+");
        JsonNode entry = JsonMapper.builder().build().readTree(lines().get(0));
        assertThat(entry.get("time").asText()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(entry.get("event").asText()).isEqualTo("call");
        assertThat(entry.get("output").asText()).isEqualTo("a\nb\u0007 {} %msg \u00e9\u2028\u0000");
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        // when
        try (AuditFile audit = AuditFile.open(folder.resolve("audit"), CLOCK)) {
            audit.write("call", Map.of());
        }

        // then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(AuditFile.current(folder.resolve("audit")))))
                .isEqualTo("rw-------");
    }

    @Test
    void refusedCallsAndExcessAreInFilesOfTheirOwn() throws IOException {
        // when
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            audit.write("call", Map.of("n", 1));
            audit.write("refused", Map.of("n", 2));
            audit.writeExcess("call", Map.of("n", 3));
        }

        // then
        assertThat(Files.readString(AuditFile.current(folder)))
                .contains("\"n\":1")
                .doesNotContain("\"n\":2", "\"n\":3");
        assertThat(Files.readAllLines(folder.resolve("excess.jsonl")))
                .singleElement()
                .asString()
                .contains("\"event\":\"call\",\"n\":3");
        assertThat(Files.readString(folder.resolve("refused.jsonl")))
                .contains("\"event\":\"refused\",\"n\":2")
                .doesNotContain("\"n\":1");
    }

    @Test
    void nothingIsLostWhereMoreComesThanIsWritten() throws IOException {
        // when
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            IntStream.range(0, 20_000).parallel().forEach(i -> audit.write("call", Map.of("i", i)));
        }

        // then
        assertThat(lines()).hasSize(20_000).doesNotHaveDuplicates();
    }

    @Test
    void whatIsFlushedIsInTheFile() throws IOException {
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            for (int i = 1; i <= 20; i++) {
                // when
                for (int j = 0; j < 500; j++) {
                    audit.write("call", Map.of());
                }

                // then
                assertThat(audit.flush()).isTrue();
                assertThat(lines()).hasSize(i * 500);
            }
        }
    }

    @Test
    void laterEntriesFollowEarlierOnesAlsoAfterHalfALine() throws IOException {
        // given
        Files.writeString(AuditFile.current(folder), "{\"event\":\"old\"}\n{\"event\":\"ha");

        // when
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            audit.write("new", Map.of());
        }

        // then
        assertThat(lines()).hasSize(3).last().asString().contains("\"event\":\"new\"");
    }

    @Test
    void whatCannotBeWrittenIsToldInTheLog() throws IOException {
        // given a file of today, or a new one would be begun, that takes nothing but a number (proc(5))
        Files.createSymbolicLink(AuditFile.current(folder), Path.of("/proc/self/oom_score_adj"));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(AuditFile.class);
        logger.addAppender(log);

        // when
        try (AuditFile audit = AuditFile.open(folder, CLOCK)) {
            audit.write("call", Map.of());

            // then
            await().untilAsserted(() -> assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line).contains("the audit log is not written")));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void folderThatCannotBeHadIsExplained() throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("audit"), "");

        // when / then
        assertThatThrownBy(() -> AuditFile.open(file, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the audit log cannot be written in " + file);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(AuditFile.current(folder));
    }
}
