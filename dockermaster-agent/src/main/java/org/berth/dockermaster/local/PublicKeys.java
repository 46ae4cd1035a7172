package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Lines of {@code authorized_keys} (sshd(8)) without options: type, base64, and perhaps a comment. */
final class PublicKeys {
    private static final int LONGEST = 16 * 1024;
    private static final int SHOWN = 40;
    private static final Pattern LINE =
            Pattern.compile("([a-z0-9][a-z0-9@.-]{1,63}) +([A-Za-z0-9+/]+={0,2})(?: +[^\\p{Cntrl}]*)?");

    private PublicKeys() {}

    /** The key as one line. Blank space around it is taken off; anything else that is not a plain key is refused. */
    static String line(String login, String key) {
        String stripped = key.strip();
        Matcher line = LINE.matcher(stripped);
        if (stripped.length() > LONGEST || !line.matches() || !holds(line.group(2), line.group(1))) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "the key of '" + login + "' that begins with '" + shown(stripped)
                            + "' is not one line of type, base64 and comment, like ssh-ed25519 AAAA... alice@example.org");
        }
        return stripped;
    }

    /** The base64 part begins with the type again, behind its length (RFC 4253, 6.6). */
    private static boolean holds(String base64, String type) {
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            byte[] expected = type.getBytes(US_ASCII);
            if (blob.remaining() <= Integer.BYTES + expected.length || blob.getInt() != expected.length) {
                return false;
            }
            byte[] told = new byte[expected.length];
            blob.get(told);
            return new String(told, US_ASCII).equals(type);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String shown(String key) {
        return key.substring(0, Math.min(SHOWN, key.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
