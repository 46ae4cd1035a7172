// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody with a key pair and OpenSSH's client.
 *
 * @param login the account to log in to
 * @param key the file of the private key
 * @param publicKey the line for authorized_keys
 */
public record SshUser(String login, Path key, String publicKey) {
    private static final int KINDS = 2;

    /** Makes a key pair in a folder. */
    public static SshUser make(Path folder, String login) {
        Path key = folder.resolve(login + "-" + System.nanoTime());
        Commands.succeed("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", login, "-f", key.toString());
        try {
            return new SshUser(
                    login, key, Files.readString(Path.of(key + ".pub")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same key pair, for another account. */
    public SshUser as(String otherLogin) {
        return new SshUser(otherLogin, key, publicKey);
    }

    /** Logs in and runs a command with the remote shell. */
    public Commands.Ended run(String host, int port, String command) {
        return Commands.run(command(host, port, command));
    }

    /** The command line that logs in and runs a command with the remote shell. */
    public List<String> command(String host, int port, String command) {
        List<String> ssh = new ArrayList<>(List.of("ssh", "-q", "-i", key.toString(), "-p", Integer.toString(port)));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "ConnectTimeout=10")) {
            ssh.addAll(List.of("-o", option));
        }
        ssh.addAll(List.of(login + "@" + host, command));
        return ssh;
    }

    /**
     * Returns the public host keys that a server shows, sorted: of both kinds that containers have, if it shows both. ssh-keyscan
     * leaves out those of a connection that took long or was cut off.
     */
    public static List<String> hostKeys(String host, int port) {
        List<String> keys = shownKeys(host, port);
        for (int again = 0; again < 5 && keys.size() < KINDS; again++) {
            keys = shownKeys(host, port);
        }
        return keys;
    }

    private static List<String> shownKeys(String host, int port) {
        return Commands.run(List.of("ssh-keyscan", "-T", "60", "-p", Integer.toString(port), host))
                .output()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .toList();
    }
}
