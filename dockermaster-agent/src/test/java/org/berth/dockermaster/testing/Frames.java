// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.net.InetAddresses;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Ethernet frames that carry a name in their payload, so that whoever hears one can tell which. */
public final class Frames {
    /** What is heard of a name; see {@link #LISTEN}. */
    private static final String MARK = "row:";

    /** Perl: prints the names in the frames that come in at the interface of its first argument, after {@code ready}. */
    public static final String LISTEN = """
            $| = 1; socket(S, 17, 3, 0x0300) or die "socket: $!";
            $r = pack("a16x16", $ARGV[0]); ioctl(S, 0x8933, $r) or die "index: $!"; $i = unpack("x16i", $r);
            bind(S, pack("SniSCCa8", 17, 3, $i, 0, 0, 0, "")) or die "bind: $!";
            print "ready\\n"; alarm 120;
            while ($from = recv(S, $f, 9000, 0)) { next if (unpack("SniSCC", $from))[4] == 4; print "$1\\n" if $f =~ /row:([a-z0-9-]+);/; }
            """;

    /** Perl: sends frames, in hexadecimal, out of the interface of its first argument. */
    public static final String SEND = """
            socket(S, 17, 3, 0) or die "socket: $!";
            $r = pack("a16x16", shift(@ARGV)); ioctl(S, 0x8933, $r) or die "index: $!"; $i = unpack("x16i", $r);
            for $frame (@ARGV) { send(S, pack("H*", $frame), 0, pack("SniSCCa8", 17, 3, $i, 0, 0, 6, "")) or die "send: $!" }
            """;

    public static final String BROADCAST = "ff:ff:ff:ff:ff:ff";

    private static final HexFormat HEX = HexFormat.of();
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private Frames() {}

    /** A frame of a type that nobody knows. */
    public static String unknown(String name, String to, String from) {
        return ethernet(to, from, "88b5", mark(name));
    }

    /** The same frame behind one more VLAN tag. */
    public static String tagged(String frame, String type, int vlan) {
        return frame.substring(0, 24) + type + "%04x".formatted(vlan) + frame.substring(24);
    }

    /** ARP for IPv4: {@code operation} 1 asks, 2 answers. */
    public static String arp(String name, String to, String from, int operation, String mac, String ip, String target) {
        byte[] body = ByteBuffer.allocate(28 + 40)
                .put(HEX.parseHex("000108000604"))
                .putShort((short) operation)
                .put(mac(mac))
                .put(ip(ip))
                .put(mac(to))
                .put(ip(target))
                .put(mark(name))
                .array();
        return ethernet(to, from, "0806", body);
    }

    /** UDP to port 9, over IPv4 or IPv6. */
    public static String udp(String name, String to, String from, String source, String destination) {
        byte[] mark = mark(name);
        ByteBuffer udp = ByteBuffer.allocate(8 + mark.length);
        udp.putShort((short) 40000)
                .putShort((short) 9)
                .putShort((short) (8 + mark.length))
                .putShort((short) 0);
        return packet(to, from, source, destination, UDP, 64, udp.put(mark).array());
    }

    /** ICMPv6; the name follows {@code body}, which begins behind the checksum. */
    public static String icmpv6(
            String name, String to, String from, String source, String destination, int type, byte[] body) {
        byte[] mark = mark(name);
        // An option that nobody knows, in units of eight bytes.
        byte[] option =
                ByteBuffer.allocate(48).put((byte) 253).put((byte) 6).put(mark).array();
        byte[] message = ByteBuffer.allocate(4 + body.length + option.length)
                .put((byte) type)
                .put(new byte[3])
                .put(body)
                .put(option)
                .array();
        return packet(to, from, source, destination, ICMPV6, 255, message);
    }

    /** The body of a router advertisement that offers a default route for half an hour. */
    public static byte[] routerAdvertisement() {
        return HEX.parseHex("40000708" + "00000000" + "00000000");
    }

    /** The body of a neighbour advertisement: an address is at a MAC address, whatever was known before. */
    public static byte[] neighbourAdvertisement(String address, String mac) {
        return ByteBuffer.allocate(4 + 16 + 8)
                .put(HEX.parseHex("20000000"))
                .put(ip(address))
                .put((byte) 2)
                .put((byte) 1)
                .put(mac(mac))
                .array();
    }

    private static String packet(
            String to, String from, String source, String destination, int protocol, int hops, byte[] body) {
        byte[] src = ip(source);
        byte[] dst = ip(destination);
        boolean v6 = src.length == 16;
        // Pseudo header, for the checksum of what is carried.
        byte[] pseudo = ByteBuffer.allocate(2 * src.length + 8 + body.length)
                .put(src)
                .put(dst)
                .putInt(body.length)
                .putInt(protocol)
                .put(body)
                .array();
        ByteBuffer carried = ByteBuffer.wrap(body);
        carried.putShort(protocol == UDP ? 6 : 2, (short) checksum(pseudo));
        ByteBuffer header = ByteBuffer.allocate(v6 ? 40 : 20);
        if (v6) {
            header.putInt(0x60000000)
                    .putShort((short) body.length)
                    .put((byte) protocol)
                    .put((byte) hops);
            header.put(src).put(dst);
        } else {
            header.putShort((short) 0x4500).putShort((short) (20 + body.length)).putInt(0);
            header.put((byte) hops)
                    .put((byte) protocol)
                    .putShort((short) 0)
                    .put(src)
                    .put(dst);
            header.putShort(10, (short) checksum(header.array()));
        }
        byte[] all = ByteBuffer.allocate(header.capacity() + body.length)
                .put(header.array())
                .put(body)
                .array();
        return ethernet(to, from, v6 ? "86dd" : "0800", all);
    }

    private static int checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return ~sum & 0xffff;
    }

    private static String ethernet(String to, String from, String type, byte[] body) {
        return HEX.formatHex(mac(to)) + HEX.formatHex(mac(from)) + type + HEX.formatHex(body);
    }

    private static byte[] mark(String name) {
        return (MARK + name + ";").getBytes(US_ASCII);
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static byte[] ip(String text) {
        return InetAddresses.forString(text).getAddress();
    }
}
