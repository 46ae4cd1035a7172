// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;

/**
 * The ssh host keys of slivers, kept while a sliver lives so that a new container of it is the same host to its users.
 * One folder per sliver, which is there whole or not at all; readable by this process's user only.
 */
public final class HostKeys {
    /** File names as sshd has them in {@code /etc/ssh}. */
    public static final List<String> NAMES = List.of("ssh_host_ed25519_key", "ssh_host_ecdsa_key");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;

    /** @param directory made when the first key is kept */
    public HostKeys(Path directory) {
        this.directory = directory;
    }

    /**
     * The private keys kept for a sliver, by file name.
     *
     * @param name a name for the sliver that is fit to be a file's name
     */
    public Optional<Map<String, byte[]>> find(String name) {
        Path folder = directory.resolve(name);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Map<String, byte[]> keys = new TreeMap<>();
        for (String file : NAMES) {
            try {
                keys.put(file, Files.readAllBytes(folder.resolve(file)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read ssh host key " + folder.resolve(file), e);
            }
        }
        return Optional.of(keys);
    }

    /** Makes new keys for a sliver and keeps them. */
    public Map<String, byte[]> make(String name) {
        Map<String, byte[]> keys = Map.of(NAMES.get(0), ed25519(), NAMES.get(1), ecdsa());
        keep(name, keys);
        return keys;
    }

    /** Keeps keys that were found elsewhere. */
    public void keep(String name, Map<String, byte[]> keys) {
        try {
            DurableFiles.makePrivateFolder(directory);
            Path unfinished = Files.createTempDirectory(directory, ".", DurableFiles.PRIVATE_FOLDER);
            try {
                for (Map.Entry<String, byte[]> key : keys.entrySet()) {
                    Path file = Files.createFile(unfinished.resolve(key.getKey()), DurableFiles.PRIVATE_FILE);
                    Files.write(file, key.getValue(), StandardOpenOption.DSYNC);
                }
                Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                removeAll(unfinished); // Whoever tries again until there is room makes another.
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep ssh host keys in " + directory, e);
        }
    }

    public void remove(String name) {
        Path folder = directory.resolve(name);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            removeAll(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove ssh host keys in " + folder, e);
        }
    }

    private static void removeAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static byte[] ed25519() {
        var generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(RANDOM));
        try {
            // OpenSSH reads Ed25519 keys in its own format only.
            byte[] key = OpenSSHPrivateKeyUtil.encodePrivateKey(
                    generator.generateKeyPair().getPrivate());
            return pem("OPENSSH PRIVATE KEY", key);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    private static byte[] ecdsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys on secp256r1", e);
        }
    }

    private static byte[] pem(String type, byte[] key) {
        return Pem.block(type, key).getBytes(US_ASCII);
    }
}
