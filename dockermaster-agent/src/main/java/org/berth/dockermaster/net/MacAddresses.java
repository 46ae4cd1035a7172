// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    /** The link-local IPv6 address that a machine with a MAC address gives itself (RFC 4291, appendix A). */
    static String linkLocal(String mac) {
        byte[] bytes = bytes(mac);
        byte[] address = {
            (byte) 0xfe,
            (byte) 0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) (bytes[0] ^ 2),
            bytes[1],
            bytes[2],
            (byte) 0xff,
            (byte) 0xfe,
            bytes[3],
            bytes[4],
            bytes[5]
        };
        try {
            return InetAddresses.toAddrString(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an IPv6 address", e);
        }
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
