package org.berth.am.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The form of a public key line, {@code type base64 [comment]} (sshd(8), AUTHORIZED_KEYS FILE FORMAT; RFC 4253, 6.6).
 * Options before the type are not taken: they would be commands to run for whoever logs in.
 */
final class OpenSshKey {
    private static final int LONGEST = 16 * 1024;
    private static final Set<String> TYPES = Set.of(
            "ssh-rsa",
            "ssh-dss",
            "ssh-ed25519",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    private OpenSshKey() {}

    /** What is wrong with the line, if anything is. */
    static Optional<String> problem(String line) {
        if (line.length() > LONGEST) {
            return Optional.of("it has " + line.length() + " characters, at most " + LONGEST + " are taken");
        }
        if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            return Optional.of("it has a line break or another control character");
        }
        String[] parts = line.split("[ \t]+", 3);
        if (!TYPES.contains(parts[0])) {
            return Optional.of("it does not begin with a key type, such as ssh-ed25519 or ssh-rsa");
        }
        if (parts.length < 2) {
            return Optional.of("there is no key after its type");
        }
        return decodes(parts[0], parts[1])
                ? Optional.empty()
                : Optional.of("its base64 part is not a key of that type");
    }

    /** Whether the key's own bytes begin with its type, and more follows. */
    private static boolean decodes(String type, String base64) {
        try {
            ByteBuffer key = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            byte[] expected = type.getBytes(StandardCharsets.US_ASCII);
            if (key.remaining() < Integer.BYTES
                    || key.getInt() != expected.length
                    || key.remaining() <= expected.length) {
                return false;
            }
            return key.slice(key.position(), expected.length).equals(ByteBuffer.wrap(expected));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
