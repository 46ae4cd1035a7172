// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.base.BerthVersion;
import org.berth.dockermaster.HostFacts;

/** Reads what this machine is. Cheap enough for every few seconds; safe for use by several threads. */
public final class MachineFacts {
    /** The texts that makers of mainboards leave in firmware fields that nobody filled in. */
    private static final Set<String> NOT_FILLED_IN = Set.of(
            "to be filled by o.e.m.",
            "default string",
            "not specified",
            "not applicable",
            "system manufacturer",
            "system product name",
            "system serial number",
            "none",
            "unknown",
            "0");

    /** By kind of processor; ARM servers tell no name here. */
    private static final List<String> CPU_KEYS = List.of("model name", "cpu model", "cpu", "Hardware");

    private final SystemFiles files;
    private final Supplier<Map<String, List<String>>> addresses;
    private final Lldp lldp;

    /**
     * @param root the folder that {@code /proc}, {@code /sys} and {@code /etc} are in
     * @param addresses with prefix length, by interface
     * @param lldpctl the command that tells LLDP's neighbours as JSON
     */
    MachineFacts(Path root, Supplier<Map<String, List<String>>> addresses, List<String> lldpctl, InstantSource clock) {
        this.files = new SystemFiles(root);
        this.addresses = addresses;
        this.lldp = new Lldp(lldpctl, clock);
    }

    /** Those of the machine, and of the network namespace, that this process runs in. */
    public static MachineFacts ofThisMachine(InstantSource clock) {
        return new MachineFacts(Path.of("/"), Addresses::ofThisMachine, Lldp.PROGRAM, clock);
    }

    /**
     * Reads the facts that can be read now; the others are empty. LLDP's neighbours are asked for once a minute, for at
     * most 2 s.
     */
    public HostFacts read() {
        return new HostFacts(
                BerthVersion.current(),
                os(),
                files.line("proc/sys/kernel/osrelease"),
                cpuModel(),
                product(),
                dmi("product_serial"),
                Disks.read(files),
                Nics.read(files, addresses.get()),
                lldp.neighbours());
    }

    /** By os-release(5), whose second place is for systems with an empty {@code /etc}. */
    private String os() {
        return Stream.of("etc/os-release", "usr/lib/os-release")
                .flatMap(file -> files.value(file, "PRETTY_NAME", '=').stream())
                .findFirst()
                .map(MachineFacts::unquoted)
                .orElse("");
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && text.charAt(0) == text.charAt(text.length() - 1)
                && (text.startsWith("\"") || text.startsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private String cpuModel() {
        Optional<String> model = CPU_KEYS.stream()
                .flatMap(key -> files.value("proc/cpuinfo", key, ':').stream())
                .findFirst();
        return model.orElse("");
    }

    private String product() {
        String maker = dmi("sys_vendor");
        String product = dmi("product_name");
        // Some makers repeat themselves.
        return product.toLowerCase(Locale.ROOT).startsWith(maker.toLowerCase(Locale.ROOT))
                ? product
                : Stream.of(maker, product).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }

    private String dmi(String field) {
        String value = files.line("sys/class/dmi/id/" + field);
        return NOT_FILLED_IN.contains(value.toLowerCase(Locale.ROOT)) ? "" : value;
    }
}
