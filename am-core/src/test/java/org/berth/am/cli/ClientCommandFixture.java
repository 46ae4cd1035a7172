// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import static org.berth.am.client.FakeAm.array;
import static org.berth.am.client.FakeAm.string;
import static org.berth.am.client.FakeAm.struct;
import static org.berth.am.client.FakeAm.success;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.berth.am.client.FakeAm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An AM that answers as it is told, and {@code berth client} as alice with her credential for a slice. */
abstract class ClientCommandFixture {
    static final String SLICE = "urn:publicid:IDN+example.org+slice+exp1";
    static final String SLIVER = "urn:publicid:IDN+am.example.org+sliver+s1";

    private static FakeAm.Federation federation;

    @TempDir
    Path directory;

    FakeAm am;
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeFederation() {
        federation = FakeAm.Federation.make();
    }

    @BeforeEach
    void startAm() throws Exception {
        am = new FakeAm(directory, federation);
    }

    @AfterEach
    void stopAm() {
        am.close();
    }

    /** Runs a client command against the AM, as alice with her credential. */
    int client(String... arguments) {
        List<String> all = new ArrayList<>(List.of("client"));
        all.addAll(List.of(arguments));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", am.url()));
        }
        if (!all.contains("--cert")) {
            all.addAll(List.of("--cert", am.userFile().toString()));
        }
        if (!all.contains("--ca") && !all.contains("--insecure")) {
            all.addAll(List.of("--ca", am.serverCertificate().toString()));
        }
        if (!all.contains("getversion")) {
            all.addAll(List.of("--credential", am.credential().toString()));
        }
        CommandLine commandLine = Berth.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    static String sliver(String operational, String error) {
        return struct(
                "geni_sliver_urn",
                string(SLIVER),
                "geni_allocation_status",
                string("geni_provisioned"),
                "geni_operational_status",
                string(operational),
                "geni_expires",
                string("2030-01-08T00:00:00Z"),
                "geni_error",
                string(error));
    }

    static String described(String operational, String login) {
        return success(struct(
                "geni_rspec",
                string("<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"manifest\"><node client_id=\"n0\""
                        + " sliver_id=\"" + SLIVER + "\"><services>" + login + "</services></node></rspec>"),
                "geni_urn",
                string(SLICE),
                "geni_slivers",
                array(sliver(operational, ""))));
    }

    static String status(String operational, String error) {
        return success(struct("geni_urn", string(SLICE), "geni_slivers", array(sliver(operational, error))));
    }
}
