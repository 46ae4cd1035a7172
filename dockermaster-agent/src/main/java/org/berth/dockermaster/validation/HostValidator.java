// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.validation;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.net.Ipv6Prefix;

/**
 * Checks what a container host reports. Each method returns what it was given, or throws a {@link DockerMasterException} of
 * kind {@code MISBEHAVING} with the first value that breaks a rule. A new field of a record gets one line here.
 */
public final class HostValidator {
    /** The most slivers that a host may have room for, {@code max_containers}. */
    public static final int MOST_SLOTS = HostLimits.MOST_SLOTS;

    /** The most image names that a host may announce. */
    public static final int MOST_IMAGES = 1_000;

    private static final int LOWEST_PORT = 1025;
    private static final int HIGHEST_PORT = 65_535;
    private static final long MOST_MEMORY = 1L << 50;
    private static final int MOST_CPUS = 65_536;
    /** As many as {@code facts} reads at most, or more. */
    private static final int MOST_PARTS = 256;

    private static final int LONGEST_TEXT = 512;
    /** Of names of images, among others, in characters. */
    public static final int LONGEST_NAME = 256;

    private static final int LONGEST_URN = 2_048;
    private static final int LONGEST_DETAIL = 1_024;
    private static final int LONGEST_TAIL = 4 * 1024;
    private static final int HIGHEST_EXIT_CODE = 255;
    private static final int CONTAINER_ENDED = -1;
    /** Each reload, restart and change of accounts is a call; far below what a counter can hold. */
    private static final int MOST_TIMES = 1_000_000;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern LOCAL_MAC = Pattern.compile("[0-9a-f][26ae](:[0-9a-f]{2}){5}");
    private static final Pattern URN = Pattern.compile("(?i)urn:publicid:IDN(\\+[^+\\s\\p{C}]+){3}");
    private static final Pattern IMAGE = Pattern.compile("[^\\s\\p{C}]+");
    private static final Pattern LOGIN = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    /** The characters that XML 1.0 cannot carry, so that a manifest could not be written. */
    private static final Pattern NO_XML = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\p{Cs}\\ufffe\\uffff]");

    private HostValidator() {}

    /** Checks a host's description of itself. */
    public static HostDescription description(HostDescription description) {
        Rules.matches("hostname", description.hostname(), HOSTNAME, LONGEST_NAME, "a host name or address");
        Rules.range("slots", description.slots(), 1, MOST_SLOTS);
        Rules.range("first port", description.firstPort(), LOWEST_PORT, HIGHEST_PORT);
        Rules.range("last port", description.firstPort() + description.slots() - 1L, LOWEST_PORT, HIGHEST_PORT);
        description.ipv6Prefix().ifPresent(HostValidator::prefix);
        Rules.range("memory in bytes", description.memoryBytes(), 0, MOST_MEMORY);
        Rules.range("CPUs", description.cpus(), 0, MOST_CPUS);
        Rules.line("engine", description.engine(), LONGEST_TEXT);
        Rules.count("images", description.images(), MOST_IMAGES);
        description.images().forEach(HostValidator::image);
        facts(description.facts());
        limits(description.limits());
        description.networkProblem().ifPresent(problem -> Rules.line("network problem", problem, LONGEST_TEXT));
        problems(description);
        return description;
    }

    private static void problems(HostDescription description) {
        description.problems().cannotStart().ifPresent(text -> Rules.line("reason for no start", text, LONGEST_DETAIL));
        Rules.count("held ports", description.problems().heldPorts(), description.slots());
        description.problems().heldPorts().forEach(held -> {
            Rules.range(
                    "held port",
                    held.port(),
                    description.firstPort(),
                    description.firstPort() + description.slots() - 1L);
            Rules.line("holder of a port", held.holder(), LONGEST_TEXT);
        });
    }

    private static void limits(HostLimits limits) {
        Stream.of(limits.sliverTypes(), limits.capabilities(), limits.devices(), limits.images())
                .flatMap(Optional::stream)
                .forEach(names -> Rules.lines("names in a limit", names, MOST_IMAGES, LONGEST_NAME));
        Rules.range("limit of slots", limits.slots(), 1, MOST_SLOTS);
        limits.memoryBytes().ifPresent(bytes -> Rules.range("limit of memory", bytes, 0, Long.MAX_VALUE));
        limits.cpus().ifPresent(cpus -> Rules.require(cpus >= 0 && cpus <= MOST_CPUS, "limit of CPUs is " + cpus));
    }

    private static void facts(HostFacts facts) {
        Rules.line("version", facts.version(), LONGEST_TEXT);
        Rules.line("operating system", facts.os(), LONGEST_TEXT);
        Rules.line("kernel", facts.kernel(), LONGEST_TEXT);
        Rules.line("CPU model", facts.cpuModel(), LONGEST_TEXT);
        Rules.line("product", facts.product(), 2 * LONGEST_TEXT);
        Rules.line("serial number", facts.serial(), LONGEST_TEXT);
        Rules.count("disks", facts.disks(), MOST_PARTS);
        facts.disks().forEach(disk -> {
            Rules.line("disk name", disk.name(), LONGEST_NAME);
            Rules.range("disk size in bytes", disk.bytes(), 0, Long.MAX_VALUE);
            Rules.line("disk model", disk.model(), LONGEST_TEXT);
        });
        Rules.count("interfaces", facts.nics(), MOST_PARTS);
        facts.nics().forEach(nic -> {
            Rules.line("interface name", nic.name(), LONGEST_NAME);
            Rules.line("interface MAC address", nic.mac(), LONGEST_NAME);
            nic.speedMbps().ifPresent(speed -> Rules.range("interface speed", speed, 0, Integer.MAX_VALUE));
            Rules.lines("interface addresses", nic.addresses(), MOST_PARTS, LONGEST_NAME);
        });
        Rules.count("neighbours", facts.neighbours(), MOST_PARTS);
        facts.neighbours().forEach(neighbour -> {
            Rules.line("neighbour's interface", neighbour.nic(), LONGEST_NAME);
            Rules.line("neighbour's system", neighbour.system(), LONGEST_TEXT);
            Rules.line("neighbour's port", neighbour.port(), LONGEST_TEXT);
        });
    }

    private static Ipv6Prefix prefix(String text) {
        try {
            Ipv6Prefix prefix = Ipv6Prefix.parse(text);
            InetAddress network = InetAddresses.forString(text.substring(0, text.indexOf('/')));
            Rules.require(
                    !network.isMulticastAddress() && !network.isLinkLocalAddress() && !network.isAnyLocalAddress(),
                    "ipv6_prefix '" + Rules.shown(text) + "' is not one of unicast addresses");
            return prefix;
        } catch (IllegalArgumentException e) {
            throw new DockerMasterException(
                    Kind.MISBEHAVING,
                    "ipv6_prefix '" + Rules.shown(text) + "' is not an IPv6 prefix of length 64 or 80",
                    e);
        }
    }

    /** Checks the endpoint of a sliver, on whatever host. */
    public static Endpoint endpoint(Endpoint endpoint) {
        Rules.range("ssh port", endpoint.sshPort(), LOWEST_PORT, HIGHEST_PORT);
        Rules.matches("MAC address", endpoint.mac(), MAC, LONGEST_NAME, "like 02:1b:c4:00:5e:07");
        Rules.matches("MAC address", endpoint.mac(), LOCAL_MAC, LONGEST_NAME, "a locally administered unicast address");
        endpoint.ipv6()
                .ifPresent(address -> Rules.require(
                        InetAddresses.isInetAddress(address)
                                && address.contains(":")
                                && InetAddresses.toAddrString(InetAddresses.forString(address))
                                        .equals(address),
                        "address '" + Rules.shown(address) + "' is not an IPv6 address in canonical form"));
        return endpoint;
    }

    /**
     * The endpoint that a host gives a sliver: the one that was asked for, or one of what the host announces. The MAC address
     * may be any: a host that knows the sliver gives the one that it has.
     *
     * @param announced what the host announced last, if it ever did
     */
    public static Endpoint reserved(Endpoint given, Endpoint asked, Optional<HostDescription> announced) {
        endpoint(given);
        if (given.sshPort() != asked.sshPort()) {
            requirePort(given.sshPort(), announced);
        }
        if (!given.ipv6().equals(asked.ipv6())) {
            given.ipv6().ifPresent(address -> requireAddress(address, announced));
        }
        return given;
    }

    /** An endpoint that has to be one of what the host announces. */
    public static Endpoint announced(Endpoint endpoint, Optional<HostDescription> announced) {
        endpoint(endpoint);
        requirePort(endpoint.sshPort(), announced);
        endpoint.ipv6().ifPresent(address -> requireAddress(address, announced));
        return endpoint;
    }

    private static void requirePort(int port, Optional<HostDescription> announced) {
        int first = announced.map(HostDescription::firstPort).orElse(0);
        int last = first + announced.map(HostDescription::slots).orElse(0) - 1;
        Rules.require(
                port >= first && port <= last,
                "ssh port " + port + " is not of the pool that the host announces (" + first + " to " + last + ")");
    }

    private static void requireAddress(String address, Optional<HostDescription> announced) {
        Optional<String> prefix = announced.flatMap(HostDescription::ipv6Prefix);
        Rules.require(
                prefix.map(HostValidator::prefix)
                        .filter(known -> known.contains(address))
                        .isPresent(),
                "address " + address + " is not of the prefix that the host announces (" + prefix.orElse("none") + ")");
    }

    /** A container that a host lists. */
    public static FoundSliver sliver(FoundSliver found) {
        Rules.line("AM", found.am(), LONGEST_URN);
        Rules.matches("sliver", found.sliver(), URN, LONGEST_URN, "a URN");
        Rules.matches("slice", found.slice(), URN, LONGEST_URN, "a URN");
        Rules.require(
                found.node().length() <= LONGEST_NAME
                        && !NO_XML.matcher(found.node()).find(),
                "node '" + Rules.shown(found.node()) + "' is not a client_id of at most " + LONGEST_NAME
                        + " characters");
        Rules.line("sliver type", found.type(), LONGEST_NAME);
        Rules.range("generation", found.generation(), 1, MOST_TIMES);
        endpoint(found.endpoint());
        if (!found.image().isEmpty()) {
            image(found.image());
        }
        Rules.range("restarts", found.restarts(), 0, MOST_TIMES);
        Rules.range("changes of accounts", found.userChanges(), 0, MOST_TIMES);
        Rules.line("state of the container", found.detail(), LONGEST_DETAIL);
        found.disk().ifPresent(disk -> {
            Rules.range("limit of the disk in bytes", disk.limitBytes(), 1, Long.MAX_VALUE);
            time("the time of a disk's condition", disk.at());
        });
        return found;
    }

    private static void image(String name) {
        Rules.matches("image", name, IMAGE, LONGEST_NAME, "an image's name");
    }

    /** A login account of a sliver. */
    public static Account account(Account account) {
        Rules.matches("login", account.login(), LOGIN, LONGEST_NAME, "a Unix login name");
        return account;
    }

    /**
     * Returns a command's result in the form that the protocol allows. Code and output are the container's own, which
     * are cut and not judged.
     */
    public static ExecuteResult result(ExecuteResult result) {
        if (result.exitCode() < CONTAINER_ENDED || result.exitCode() > HIGHEST_EXIT_CODE) {
            return result(new ExecuteResult(CONTAINER_ENDED, result.outputTail()));
        }
        String tail = result.outputTail();
        return tail.length() <= LONGEST_TAIL
                ? result
                : new ExecuteResult(result.exitCode(), tail.substring(tail.length() - LONGEST_TAIL));
    }

    /** Something that happened on a host. */
    public static HostEvent event(HostEvent event) {
        if (!event.sliver().isEmpty()) {
            Rules.matches("event's sliver", event.sliver(), URN, LONGEST_URN, "a URN");
        }
        time("an event's time", event.at());
        return event;
    }

    private static void time(String name, Instant time) {
        Rules.require(!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST), name + " is not from 1970 to 9999");
    }
}
