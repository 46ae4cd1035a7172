// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.berth.am.client.ClientIdentity;
import org.berth.rspec.Urn;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name the users who may log in, and their keys. */
final class UserOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--user",
            paramLabel = "URN=FILE",
            description = "A user who may log in and a file of OpenSSH public keys; may be given several times. Without"
                    + " it: you, with the keys of --ssh-key.")
    private Map<String, Path> users = Map.of();

    @Option(
            names = "--ssh-key",
            paramLabel = "FILE",
            description = "Your OpenSSH public keys; may be given several times. Without it: ~/.ssh/id_*.pub.")
    private List<Path> keyFiles = List.of();

    /** OpenSSH public key lines by user URN. */
    Map<Urn, List<String>> load(ClientIdentity caller) throws IOException {
        Map<Urn, List<String>> keys = new LinkedHashMap<>();
        for (Map.Entry<String, Path> user : users.entrySet()) {
            keys.put(parse(user.getKey()), keys(List.of(user.getValue())));
        }
        if (keys.isEmpty() || !keyFiles.isEmpty()) {
            Urn self = caller.urn()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "Your certificate names no user URN: give users with --user URN=FILE"));
            keys.put(self, keys(keyFiles.isEmpty() ? ownKeyFiles() : keyFiles));
        }
        return keys;
    }

    private Urn parse(String urn) {
        try {
            return Urn.parse(urn);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--user: " + e.getMessage(), e);
        }
    }

    private List<Path> ownKeyFiles() throws IOException {
        Path folder = Path.of(System.getProperty("user.home"), ".ssh");
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "id_*.pub")) {
                files.forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No public key in " + folder + "/id_*.pub: make one with ssh-keygen, or give --ssh-key FILE");
        }
        return found;
    }

    private static List<String> keys(List<Path> files) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Path file : files) {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(keys::add);
        }
        return keys;
    }
}
