// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.berth.am.admin.ControlSocket;
import org.berth.am.base.ExitCodes;
import org.berth.am.config.AmConfig;
import org.berth.am.hosts.FakeDockerMasterFactory;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostRegistry;
import org.berth.am.store.SqlStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An AM's control socket over a real store, with hosts that are made up, and commands that find it by its configuration. */
abstract class ControlSocketFixture {
    @TempDir
    Path directory;

    final FakeDockerMasterFactory masters = new FakeDockerMasterFactory();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    Path file;
    AmConfig config;
    ControlSocket control;
    SqlStore store;
    HostRegistry registry;

    /** With a single host, host1. */
    @BeforeEach
    void openControlSocket() throws Exception {
        file = directory.resolve("berth.conf");
        configure("[host1]", "max_containers = 3");
        config = load();
        control = ControlSocket.open(config.state().directory());
        store = SqlStore.open(config.state().directory());
        registry = new HostRegistry(store, masters, Clock.systemUTC());
        registry.start(config.hosts());
    }

    @AfterEach
    void closeControlSocket() throws Exception {
        registry.hosts().close();
        store.close();
        control.close();
    }

    void configure(String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "[global]",
                "base_name = am.example.org",
                "[general]",
                "public_url = https://am.example.org:8001",
                "[state]",
                "directory = state"));
        all.addAll(List.of(lines));
        Files.write(file, all);
    }

    AmConfig load() {
        return AmConfig.load(List.of(file));
    }

    Host host(String name) {
        return registry.hosts().named(name).orElseThrow();
    }

    int berth(String... arguments) {
        CommandLine berth = Berth.commandLine();
        berth.setOut(new PrintWriter(out, true));
        berth.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", file.toString()));
        return berth.execute(all.toArray(String[]::new));
    }

    /** Runs a command that succeeds; returns its output. */
    String output(String... arguments) {
        out.getBuffer().setLength(0);
        assertThat(berth(arguments)).as(err.toString()).isZero();
        return out.toString().strip();
    }

    /** Runs a command that fails; returns its error output. */
    String refusal(String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(berth(arguments)).isEqualTo(ExitCodes.FAILED);
        return err.toString().strip();
    }

    JsonNode json(String... arguments) throws Exception {
        return new ObjectMapper().readTree(output(arguments));
    }
}
