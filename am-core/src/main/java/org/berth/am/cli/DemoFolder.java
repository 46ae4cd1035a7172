// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.berth.am.federation.FederationFolder;
import org.berth.am.federation.Identity;
import org.berth.am.federation.ServerCertificate;
import org.berth.base.Subprocess;
import org.berth.rspec.Urn;

/** The folder of a demo: a federation, keys and a configuration, stored for the next demo. */
public final class DemoFolder {
    static final Urn AM = new Urn("demo.berth.invalid", "authority", "am");

    private static final String USER = "alice";
    private static final String SLICE = "demo";
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final int SLOTS = 4;

    private final Path folder;
    private final Clock clock;

    public DemoFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path userFile() {
        return folder.resolve("federation/users/" + USER + ".pem");
    }

    Path credential() {
        return folder.resolve("federation/slices/" + SLICE + "-cred.xml");
    }

    Path serverCertificate() {
        return folder.resolve("certs/am-server-cert.pem");
    }

    Path sshKey() {
        return folder.resolve("id_ed25519");
    }

    public Path request() {
        return folder.resolve("request.rspec");
    }

    public Path configuration() {
        return folder.resolve("berth.conf");
    }

    /**
     * The lines with which a shell makes its user call the AM of this folder by {@code berth client}.
     *
     * @param url where clients reach the AM
     */
    public List<String> clientSettings(URI url) {
        return List.of(
                "export BERTH_URL=" + url,
                "export BERTH_CERT=" + userFile(),
                "export BERTH_CA=" + serverCertificate(),
                "export BERTH_CREDENTIAL=" + credential());
    }

    /** Makes the federation with a user and a slice, if it is not there; the credential is new each time. */
    public void federation() {
        Path federation = folder.resolve("federation");
        FederationFolder authority = Files.exists(federation.resolve("authority-key.pem"))
                ? FederationFolder.open(federation, clock)
                : FederationFolder.create(federation, "demo.berth.invalid", LIFE, clock);
        authority.trustIn(folder.resolve("trusted_roots"));
        if (!Files.exists(authority.userFile(USER, "-key.pem"))) {
            authority.addUser(USER, Optional.empty(), LIFE);
        }
        if (!Files.exists(authority.sliceFile(SLICE, "-cert.pem"))) {
            authority.addSlice(SLICE, LIFE);
        }
        authority.grant(SLICE, USER, credential(), Duration.ofDays(60));
    }

    /** Makes the AM's certificate, if it is not there. */
    public void serverCertificates() {
        Path key = folder.resolve("certs/am-server-key.pem");
        if (!Files.exists(serverCertificate())) {
            Identity server = ServerCertificate.selfSigned("localhost", Optional.of(AM), LIFE, clock);
            ServerCertificate.write(server, serverCertificate(), key);
        }
    }

    /** Makes the user's ssh key, if it is not there. */
    void sshKeys() throws IOException, InterruptedException {
        if (!Files.exists(sshKey())) {
            Subprocess.Result keygen;
            try {
                keygen = new Subprocess(
                                List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", sshKey().toString()))
                        .run(Duration.ofMinutes(1));
            } catch (TimeoutException e) {
                throw new IOException(e.getMessage(), e);
            } catch (IOException e) {
                throw new IOException("the demo needs ssh and ssh-keygen: apt-get install openssh-client", e);
            }
            if (keygen.exitCode() != 0) {
                throw new IOException("ssh-keygen failed: " + keygen.output().strip());
            }
        }
    }

    /** Writes a request for one container, and a configuration with ports that are free now. */
    public void files() throws IOException {
        Files.writeString(request(), """
                <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request">
                  <node client_id="node0" component_manager_id="%s" exclusive="false">
                    <sliver_type name="docker-container"/>
                  </node>
                </rspec>
                """.formatted(AM));
        int port = freePorts(2 + SLOTS);
        Files.writeString(configuration(), """
                # Made by Berth, anew each time.
                [global]
                base_name = demo.berth.invalid
                [aggregate_manager]
                host = 127.0.0.1
                port = %d
                [general]
                public_url = https://127.0.0.1:%d/
                [admin]
                port = %d
                [demo-host]
                max_containers = %d
                starting_ipv4_port = %d
                """.formatted(port, port, port + 1, SLOTS, port + 2));
    }

    /** The first of so many ports in a row that nobody listens on. */
    private static int freePorts(int count) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = RandomGenerator.getDefault().nextInt(20000, 30000);
            if (IntStream.range(first, first + count).allMatch(DemoFolder::isFree)) {
                return first;
            }
        }
        throw new IOException("no " + count + " free ports in a row from 20000 to 30000 on this machine");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    List<String> ssh(int port, String login, String host, String command) {
        return List.of(
                "ssh",
                "-i",
                sshKey().toString(),
                "-p",
                Integer.toString(port),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                login + "@" + host,
                command);
    }
}
