// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The agent's Debian package, of the same version as this program.
 *
 * @param file the .deb
 */
public record AgentPackage(Path file) {
    private static final String NAME = "berth-agent.deb";

    public AgentPackage {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(file + " cannot be read: name the agent's Debian package");
        }
    }

    /** The one that came with this program: beside its libraries, in a distribution or an installed package. */
    public static Optional<AgentPackage> besideThisProgram() {
        try {
            Path program = Path.of(AgentPackage.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Optional.of(program.resolveSibling("../packages/" + NAME).normalize())
                    .filter(Files::isReadable)
                    .map(AgentPackage::new);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    long size() throws IOException {
        return Files.size(file);
    }

    /** SHA-256, in hex. */
    String hash() throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    void writeTo(OutputStream out) throws IOException {
        Files.copy(file, out);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
