// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AgentCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String file = "";

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("agent.conf").toString();
    }

    private int run(String... arguments) {
        CommandLine berth = BerthAgent.commandLine();
        berth.setOut(new PrintWriter(out, true));
        berth.setErr(new PrintWriter(err, true));
        return berth.execute(arguments);
    }

    private void configure(String... lines) throws IOException {
        Files.writeString(Path.of(file), String.join("\n", lines) + "\n");
    }

    @Test
    void checkSaysThatAGoodConfigurationIsGood() throws IOException {
        // given
        configure("[agent]", "node_ipv4_hostname = host1.example.org");
        // when
        int exitCode = run("agent", "--check", "--config", file);
        // then
        assertThat(exitCode).isZero();
        assertThat(out).hasToString("The configuration is good." + System.lineSeparator());
    }

    @Test
    void checkSaysWhatIsWrong() throws IOException {
        // given
        configure("[agent]", "port = many", "[host1]");
        // when
        int exitCode = run("agent", "--check", "--config", file);
        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .contains(file + ":2: port = many is wrong")
                .contains(file + ":3: [host1] is no section of an agent's configuration");
    }

    @Test
    void statusOfAMachineWithoutAnAgentIsThatNoneRuns() throws IOException {
        // given
        configure("[agent]");
        // when
        int exitCode = run("agent", "status", "--config", file);
        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .contains("agent            not running")
                .contains("enrolled         no")
                .contains(directory.resolve("agent-state").toString());
        assertThat(directory.resolve("agent-state")).doesNotExist();
    }

    @Test
    void statusNamesTheKeyThatTheAmKeeps() throws Exception {
        // given
        configure("[agent]");
        String key = new MadeUpAm().enroll(directory.resolve("agent-state"));
        // when
        int exitCode = run("agent", "status", "--config", file);
        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).contains("enrolled         with " + MadeUpAm.URN, "agent key        " + key);
        // when
        out.getBuffer().setLength(0);
        run("agent", "status", "--json", "--config", file);
        // then
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(json.path("agentKey").asText()).isEqualTo(key);
        assertThat(json.path("am").asText()).isEqualTo(MadeUpAm.URN);
        assertThat(json.path("running").asBoolean(true)).isFalse();
    }

    @Test
    void somethingThatIsNoTokenIsRefusedWithoutRepeatingIt() throws IOException {
        // given
        configure("[agent]");
        // when
        int exitCode = run("agent", "enroll", "abcdefgh", "--config", file);
        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("this is no token").doesNotContain("abcdefgh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host1:port", "host1:0", "host1:70000", "a b:1", "[::1"})
    void addressThatIsNoneIsRefusedWithAnExample(String address) throws IOException {
        // given
        configure("[agent]");
        // when
        int exitCode = run("agent", "enroll", "berth1-x", "--address", address, "--config", file);
        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .contains("--address has to be HOST:PORT, like host1.example.org:11999", "not '" + address + "'");
    }

    @Test
    void programOfTheAgentAloneTellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("Berth ");
    }
}
