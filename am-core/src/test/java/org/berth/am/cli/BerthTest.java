// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.admin.ControlSocket;
import org.berth.am.admin.OrphanControl;
import org.berth.am.config.AmConfig;
import org.berth.am.federation.ServerCertificate;
import org.berth.am.main.StateFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class BerthTest {
    /** Of an alternative name (RFC 5280, GeneralName). */
    private static final int IP_ADDRESS = 7;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int berth(String... arguments) {
        CommandLine commandLine = Berth.commandLine(arguments);
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    static Stream<String> everyCommand() {
        return below(Berth.commandLine()).filter(name -> !name.endsWith(" help"));
    }

    private static Stream<String> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec().qualifiedName()),
                command.getSubcommands().values().stream().distinct().flatMap(BerthTest::below));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItself(String qualifiedName) {
        // given
        List<String> words = List.of((qualifiedName + " --help").split(" "));
        // when
        int exit = berth(words.subList(1, words.size()).toArray(String[]::new));
        // then
        assertThat(exit).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).startsWith("Usage: " + qualifiedName);
        assertThat(out.toString().lines().skip(1)).anyMatch(line -> line.matches("[A-Z].*"));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void noExampleIsBrokenInTheMiddle(String qualifiedName) {
        // given
        CommandLine command = Berth.commandLine();
        for (String word : qualifiedName.split(" ", -1)) {
            command = command.getSubcommands().getOrDefault(word, command);
        }
        // when
        String[] examples = command.getCommandSpec().usageMessage().footer();
        // then
        int width = command.getCommandSpec().usageMessage().width();
        assertThat(examples)
                .filteredOn(line -> line.startsWith("  "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void anUnknownWordIsAnErrorAlsoBesideHelp() {
        // when
        int exit = berth("client", "lisst", "--help");
        // then
        assertThat(exit).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("'lisst'").contains("Did you mean: client list");
    }

    @Test
    void helpNamesWhatOnlyACheckoutHas() {
        // when
        berth("--help");
        // then
        assertThat(out.toString()).contains("./berth test", "./berth dev", "./berth package", "./berth bench");
    }

    @Test
    void aServerCertificateMayBeForAnAddress() throws Exception {
        // given
        String folder = directory.resolve("certs").toString();
        // when
        int exit = berth("certs", "server", "--hostname", "192.0.2.7", "--dir", folder);
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        try (InputStream file = Files.newInputStream(directory.resolve("certs/am-server-cert.pem"))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            assertThat(certificate.getSubjectAlternativeNames()).contains(List.of(IP_ADDRESS, "192.0.2.7"));
        }
    }

    @Test
    void allCommandsOfTheDesignAreThere() {
        assertThat(Berth.commandLine().getSubcommands())
                .containsKeys(
                        "demo",
                        "serve",
                        "client",
                        "orphans",
                        "certs",
                        "federation",
                        "image",
                        "version",
                        "backup",
                        "restore");
    }

    @Test
    void everyCommandIsCalledByItsOwnName() {
        assertThat(Berth.commandLine().getSubcommands())
                .allSatisfy((name, command) ->
                        assertThat(command.getCommandSpec().name()).isEqualTo(name));
    }

    @Test
    void anUnknownCommandIsAUsageErrorWithTheNearestOne() {
        // when
        int exit = berth("serv");
        // then
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("serv'", "berth serve");
    }

    @Test
    void aBadConfigurationFailsWithAllItsProblems() throws IOException {
        // given
        Path file = Files.writeString(
                directory.resolve("berth.conf"), "[leases]\nmax_days = 0\n[general]\npublik_url = x\n");
        // when
        int exit = berth("serve", "--check", "--config", file.toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("max_days = 0 is wrong").contains("did you mean 'public_url'?");
    }

    @Test
    void anExpiredCertificateOfTheAmFailsTheCheckAndOneThatEndsSoonIsNamed() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "");
        InstantSource past = InstantSource.fixed(Instant.now().minus(Duration.ofDays(9)));
        Path certificate = directory.resolve("certs/am-server-cert.pem");
        Path key = directory.resolve("certs/am-server-key.pem");
        ServerCertificate.write(
                ServerCertificate.selfSigned("am.example.org", Optional.empty(), Duration.ofDays(1), past),
                certificate,
                key);
        // when
        int exit = berth("serve", "--check", "--config", file.toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .contains("the AM's own certificate expired at")
                .contains("berth certs server --renew");

        // and when
        assertThat(berth(
                        "certs",
                        "server",
                        "--renew",
                        "--days",
                        "20",
                        "--dir",
                        Objects.requireNonNull(certificate.getParent()).toString()))
                .isZero();
        exit = berth("serve", "--check", "--config", file.toString());
        // then
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("the AM's own certificate expires at", "The configuration is good.");
    }

    @Test
    void theFilesOfADockerAmPassTheCheck() {
        // when
        int exit = berth(
                "serve",
                "--check",
                "--config",
                "src/test/resources/docker-am/gcf_config",
                "--config",
                "src/test/resources/docker-am/docker_am_config");
        // then
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("[proxy] has no effect").contains("The configuration is good.");
    }

    @Test
    void orphansAsksTheAmThatRunsWithTheConfiguration() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "[state]\ndirectory = here\n");
        try (ControlSocket am = ControlSocket.open(directory.resolve("here"))) {
            am.offer(OrphanControl.LIST, arguments -> {
                ArrayNode rows = JsonNodeFactory.instance.arrayNode();
                rows.addObject().put("host", "host2").put("trouble", "no route to host");
                return rows;
            });
            am.offer(
                    OrphanControl.ADOPT,
                    arguments -> JsonNodeFactory.instance
                            .objectNode()
                            .put("sliver", arguments.path("sliver").asText())
                            .put("expires", arguments.path("days").asText()));
            // when
            int listed = berth("orphans", "list", "--config", file.toString());
            int adopted = berth("orphans", "adopt", "--days", "3", "urn:s", "--config", file.toString());
            // then
            assertThat(err.toString()).isEmpty();
            assertThat(listed + adopted).isZero();
            assertThat(out.toString())
                    .contains("No orphans on the hosts that answer.")
                    .contains("? host host2 cannot be asked: no route to host")
                    .contains("adopted urn:s until 3");
        }
    }

    @Test
    void orphansWithoutARunningAmSaysWhatToDo() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "[state]\ndirectory = here\n");
        // when
        int exit = berth("orphans", "list", "--config", file.toString());
        // then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("no AM is reached at " + directory.resolve("here"));
    }

    @Test
    void backupAndRestoreSayWhatTheyDidAndWhereWhatWasThereIs() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "[state]\ndirectory = here\n");
        Path archive = directory.resolve("backup.zip");
        StateFolder.open(directory.resolve("here")).close();
        // when
        int saved = berth("backup", archive.toString(), "--config", file.toString());
        int again = berth("backup", archive.toString(), "--config", file.toString());
        int restored = berth("restore", archive.toString(), "--config", file.toString(), "--json");
        // then
        assertThat(saved).isZero();
        assertThat(again).isEqualTo(1);
        assertThat(err.toString()).contains(archive + " exists already").hasLineCount(1);
        assertThat(restored).isZero();
        assertThat(out.toString())
                .contains("wrote " + archive + ": 1 files, ")
                .contains("\"replaced\" : \"" + directory.resolve("here/replaced-"))
                .contains("\"path\" : \"am.db\"");
    }

    @Test
    void aDamagedArchiveHasAnExitCodeOfItsOwn() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "[state]\ndirectory = here\n");
        Path archive = Files.writeString(directory.resolve("backup.zip"), "no archive");
        // when
        int exit = berth("restore", archive.toString(), "--config", file.toString());
        // then
        assertThat(exit).isEqualTo(4);
        assertThat(err.toString()).contains(archive + " cannot be restored").hasLineCount(1);
    }

    @Test
    void aDamagedStoreIsNamedWithTheNewestBackupAndLeftAsItIs() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("berth.conf"), "[state]\ndirectory = here\n");
        Path state = directory.resolve("here");
        Path archive = directory.resolve("backup.zip");
        StateFolder.open(state).close();
        assertThat(berth("backup", archive.toString(), "--config", file.toString()))
                .isZero();
        Path store = Files.writeString(state.resolve("am.db"), "garbage");
        // then
        assertThatThrownBy(() -> StateFolder.open(state))
                .matches(error -> StateFolder.isUnusable((Exception) error))
                .hasMessageStartingWith(store + " is damaged")
                .hasMessageContaining("Nothing was changed. The newest backup known here is of 20")
                .hasMessageEndingWith("berth restore " + archive);
        assertThat(store).hasContent("garbage");
        Files.delete(archive);
        assertThatThrownBy(() -> StateFolder.open(state)).hasMessageContaining("No backup is known here");
    }

    @Test
    void aDemoFolderIsMadeOnceAndItsConfigurationHasNoProblems() throws Exception {
        // given
        DemoFolder demo = new DemoFolder(directory, Clock.systemUTC());
        demo.federation();
        demo.serverCertificates();
        String user = Files.readString(demo.userFile());
        String server = Files.readString(demo.serverCertificate());
        // when
        demo.federation();
        demo.serverCertificates();
        demo.files();
        // then
        AmConfig config = AmConfig.load(List.of(demo.configuration()));
        assertThat(config.aggregateManager().certfile()).isEqualTo(demo.serverCertificate());
        assertThat(config.global().rootcadir()).isDirectoryContaining("glob:**.pem");
        assertThat(Files.readString(demo.userFile())).isEqualTo(user);
        assertThat(Files.readString(demo.serverCertificate())).isEqualTo(server);
    }
}
