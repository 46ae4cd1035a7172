// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.berth.am.audit.AuditFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WhoCommandTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2030-01-08T00:00:00Z"));

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeAuditLog() throws IOException {
        Files.writeString(directory.resolve("berth.conf"), "[global]\nbase_name = am.example.org\n");
        Path audit = Files.createDirectories(AuditFile.in(directory.resolve("state")));
        // As they were rolled over: number 10 comes after number 9, and the current file is the last.
        Files.writeString(
                audit.resolve("audit-2030-01-01.9.jsonl"),
                line("assigned", "2030-01-01T10:00:00Z", "s1", "mallory", "host1", 12003, "2001:db8::1")
                        + "{\"time\":\"2030-01-01T10:30:00Z\",\"event\":\"call\",\"output\":\"12003\"}\n"
                        + "{\"time\":\"2030-01-01T10:3");
        Files.writeString(
                audit.resolve("audit-2030-01-01.10.jsonl"),
                line("released", "2030-01-01T12:00:00Z", "s1", "mallory", "host1", 12003, "2001:db8::1")
                        + line("assigned", "2030-01-01T12:00:00Z", "s2", "alice", "host1", 12003, "2001:db8::2")
                        + line("assigned", "2030-01-01T12:00:00Z", "s3", "bob", "host2", 12003, ""));
        Files.writeString(
                audit.resolve("audit.jsonl"),
                line("released", "2030-01-02T00:00:00Z", "s2", "alice", "host1", 12003, "2001:db8::2")
                        + line("assigned", "2030-01-02T00:00:00Z", "s2", "alice", "host1", 12004, "2001:db8::2"));
        Files.writeString(
                audit.resolve("refused.jsonl"),
                line("assigned", "2030-01-01T00:00:00Z", "s9", "nobody", "host1", 12003, ""));
    }

    @Test
    void whoHadAPortAtATimeIsFound() {
        // when
        String mallory = run(0, "12003", "--at", "2030-01-01T11:59:59Z");

        // then
        assertThat(mallory)
                .contains(
                        "urn:publicid:idn+example.org+user+mallory",
                        "had    port 12003 of host1 and 2001:db8::1",
                        "from   2030-01-01T10:00:00Z to 2030-01-01T12:00:00Z")
                .doesNotContain("alice", "bob", "nobody");
        assertThat(run(0, "12003", "--at", "2030-01-01 14:00:00+02:00", "--host", "host1"))
                .contains("user+alice")
                .doesNotContain("mallory", "bob");
        assertThat(run(0, "12003", "--at", "2030-01-05T00:00:00Z"))
                .contains("user+bob", "and has it still")
                .doesNotContain("alice");
        assertThat(run(1, "12003", "--at", "2030-01-01T09:59:59Z")).contains("Nobody");
    }

    @Test
    void whoHadAnAddressAtATimeIsFoundHoweverItIsWritten() {
        assertThat(run(0, "2001:0DB8:0::1", "--at", "2030-01-01T11:00:00Z")).contains("user+mallory");
        assertThat(run(1, "2001:db8::1", "--at", "2030-01-01T13:00:00Z")).contains("Nobody");
        assertThat(run(0, "2001:db8::2")).contains("port 12004");
    }

    @Test
    void allThatAHostHasIsFoundAndToldAsJson() {
        assertThat(run(0, "--host", "host1")).contains("user+alice").doesNotContain("mallory", "bob");
        assertThat(run(0, "--json", "--host", "host1"))
                .contains("\"user\" : \"urn:publicid:idn+example.org+user+alice\"", "\"port\" : 12004");
    }

    @Test
    void whatIsNoPortAddressOrTimeIsExplained() {
        assertThat(run(1, "example.org")).contains("'example.org' is neither a port nor an IPv6 address");
        assertThat(run(1, "12003", "--at", "yesterday")).contains("'yesterday' is no time");
        assertThat(run(1)).contains("name a port, an IPv6 address or a host");
    }

    private String run(int code, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = new CommandLine(new WhoCommand(NOW))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println(e.getMessage());
                    line.getErr().flush();
                    return 1;
                });
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "--config";
        all[1] = directory.resolve("berth.conf").toString();
        assertThat(command.execute(all)).as(err.toString()).isEqualTo(code);
        return out + err.toString();
    }

    private static String line(
            String event, String at, String sliver, String user, String host, int port, String ipv6) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", at);
        fields.put("event", event);
        fields.put("at", at);
        fields.put("sliver", sliver);
        fields.put("slice", "urn:publicid:idn+example.org+slice+s");
        fields.put("user", "urn:publicid:idn+example.org+user+" + user);
        fields.put("node", "n");
        fields.put("host", host);
        fields.put("port", port);
        fields.put("ipv6", ipv6);
        try {
            return new ObjectMapper().writeValueAsString(fields) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
