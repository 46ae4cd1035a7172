// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import java.util.List;
import java.util.regex.Pattern;
import org.berth.dockermaster.HostFacts.Disk;

/** The machine's whole disks, from {@code /sys/block} (Linux, Documentation/ABI/stable/sysfs-block). */
final class Disks {
    private static final String BLOCK = "sys/block/";

    /** The kernel counts in these whatever the disk's own sectors are. */
    private static final int BYTES_OF_SECTOR = 512;

    private static final int MAX_DISKS = 256;

    /** CDs, floppies, and the boot partitions of memory cards, which look like disks. */
    private static final Pattern NO_DISK = Pattern.compile("(sr|fd)\\d.*|mmcblk\\d+(boot\\d+|rpmb)");

    private Disks() {}

    static List<Disk> read(SystemFiles files) {
        return files.names("sys/block").stream()
                // loop, zram, dm and md have no device of their own
                .filter(name -> files.exists(BLOCK + name + "/device"))
                .filter(name -> !NO_DISK.matcher(name).matches())
                // a path of several to the same disk
                .filter(name -> files.number(BLOCK + name + "/hidden").orElse(0) == 0)
                .filter(name -> sectors(files, name) > 0)
                .limit(MAX_DISKS)
                .map(name -> new Disk(name, sectors(files, name) * BYTES_OF_SECTOR, model(files, name)))
                .toList();
    }

    private static long sectors(SystemFiles files, String name) {
        long sectors = files.number(BLOCK + name + "/size").orElse(0);
        return sectors > Long.MAX_VALUE / BYTES_OF_SECTOR ? 0 : sectors;
    }

    private static String model(SystemFiles files, String name) {
        String model = files.line(BLOCK + name + "/device/model");
        return model.isEmpty() ? files.line(BLOCK + name + "/device/name") : model;
    }
}
