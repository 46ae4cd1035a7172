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

    /** The public host keys that a server shows, sorted. */
    public static List<String> hostKeys(String host, int port) {
        return Commands.run(List.of("ssh-keyscan", "-p", Integer.toString(port), host))
                .output()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .toList();
    }
}
