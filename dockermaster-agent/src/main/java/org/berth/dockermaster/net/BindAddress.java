// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** The address of this machine that ssh ports are forwarded from: one, or all. */
public final class BindAddress {
    private final Optional<InetAddress> address;

    private BindAddress(Optional<InetAddress> address) {
        this.address = address;
    }

    /**
     * Reads an IPv4 or IPv6 address, without brackets and zone.
     *
     * @param text empty for all addresses of the machine
     * @throws DockerMasterException of kind {@code FAILED} naming the text if it is none; a host name is none
     */
    public static BindAddress parse(Optional<String> text) {
        text.ifPresent(t -> {
            if (!InetAddresses.isInetAddress(t) || t.contains("%")) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "the address to forward ports from: '" + t
                                + "' is no IPv4 or IPv6 address like 192.0.2.7 or 2001:db8::7");
            }
        });
        return new BindAddress(text.map(InetAddresses::forString));
    }

    /** As an engine takes it; empty for all. */
    public Optional<String> hostIp() {
        return address.map(InetAddresses::toAddrString);
    }

    /** Returns the address on which this machine itself reaches what is forwarded from a port. */
    public InetSocketAddress reached(int port) {
        String loopback = address.map(a -> a.isAnyLocalAddress() && a.getAddress().length > 4)
                        .orElse(false)
                ? "::1"
                : "127.0.0.1";
        InetAddress from =
                address.filter(a -> !a.isAnyLocalAddress()).orElseGet(() -> InetAddresses.forString(loopback));
        return new InetSocketAddress(from, port);
    }

    /** Returns whether nothing listens on a port where it would be forwarded from. */
    public boolean isFree(int port) {
        return address.map(a -> Ports.isFree(new InetSocketAddress(a, port))).orElseGet(() -> Ports.isFree(port));
    }

    /**
     * Checks that this machine has the address now: without, no port of it can be had, and each would seem taken.
     *
     * @throws DockerMasterException of kind {@code FAILED} naming the address if it has not
     */
    public void requireHere() {
        address.filter(a -> !Ports.isFree(new InetSocketAddress(a, 0))).ifPresent(a -> {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "the address to forward ports from: " + InetAddresses.toAddrString(a)
                            + " is not one of this machine's now");
        });
    }
}
