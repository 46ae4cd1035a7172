package org.berth.dockermaster.net;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** MAC addresses as lower-case text with colons, e.g. {@code 02:1b:c4:00:5e:07}. */
public final class MacAddresses {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private MacAddresses() {}

    /** A random unicast address that is locally administered: it begins with {@code 02}. */
    public static String random(RandomGenerator random) {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        bytes[0] = 0x02;
        return COLONS.formatHex(bytes);
    }

    /** The six bytes of an address; {@code IllegalArgumentException} names a text that is none. */
    static byte[] bytes(String mac) {
        if (!FORM.matcher(mac).matches()) {
            throw new IllegalArgumentException(
                    "'" + mac + "' is no MAC address like 02:1b:c4:00:5e:07 (lower case, colons)");
        }
        return COLONS.parseHex(mac);
    }
}
