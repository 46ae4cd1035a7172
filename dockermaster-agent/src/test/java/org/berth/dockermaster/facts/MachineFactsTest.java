// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.HostFacts.Disk;
import org.berth.dockermaster.HostFacts.Nic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFactsTest {
    @TempDir
    Path root;

    private MadeUpMachine machine;

    @BeforeEach
    void makeMachine() {
        machine = new MadeUpMachine(root);
    }

    @Test
    void serverTellsItsSystemProcessorAndMaker() {
        // given
        machine.file("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n")
                .file("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
                .file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) CPU  E5-2630 v3 @ 2.40GHz\n")
                .file("sys/class/dmi/id/sys_vendor", "Dell Inc.\n")
                .file("sys/class/dmi/id/product_name", "PowerEdge R430\n")
                .file("sys/class/dmi/id/product_serial", "4XK2TB2\n");

        // when
        HostFacts facts = machine.facts();

        // then
        assertThat(facts.version()).isEqualTo("development");
        assertThat(facts.os()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
        assertThat(facts.kernel()).isEqualTo("6.1.0-18-amd64");
        assertThat(facts.cpuModel()).isEqualTo("Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz");
        assertThat(facts.product()).isEqualTo("Dell Inc. PowerEdge R430");
        assertThat(facts.serial()).isEqualTo("4XK2TB2");
    }

    @Test
    void systemWithEmptyEtcIsKnownByItsOtherPlace() {
        machine.file("usr/lib/os-release", "PRETTY_NAME='Flatcar'\n");

        assertThat(machine.facts().os()).isEqualTo("Flatcar");
    }

    @Test
    void machineThatTellsNothingIsUnknownExceptForOurVersion() {
        // when
        HostFacts facts = machine.facts();

        // then
        HostFacts unknown = HostFacts.UNKNOWN;
        assertThat(facts)
                .isEqualTo(new HostFacts(
                        "development",
                        unknown.os(),
                        unknown.kernel(),
                        unknown.cpuModel(),
                        unknown.product(),
                        unknown.serial(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void makerThatIsPartOfTheProductsNameIsSaidOnce() {
        machine.file("sys/class/dmi/id/sys_vendor", "HP\n")
                .file("sys/class/dmi/id/product_name", "HP ProLiant DL360\n");

        assertThat(machine.facts().product()).isEqualTo("HP ProLiant DL360");
    }

    @Test
    void firmwareThatNobodyFilledInTellsNothing() {
        machine.file("sys/class/dmi/id/sys_vendor", "To Be Filled By O.E.M.\n")
                .file("sys/class/dmi/id/product_name", "System Product Name\n")
                .file("sys/class/dmi/id/product_serial", "Default string\n");

        assertThat(machine.facts().product()).isEmpty();
        assertThat(machine.facts().serial()).isEmpty();
    }

    @Test
    void wholeDisksAreListedWithoutThoseOfSoftwareAndTheEmptyOnes() {
        // given
        machine.disk("sda", "7814037168")
                .file("sys/block/sda/device/model", "ST4000NM0033-9ZM\n")
                .disk("nvme0n1", "1000")
                .disk("nvme0c0n1", "1000")
                .file("sys/block/nvme0c0n1/hidden", "1\n")
                .disk("mmcblk0", "16")
                .file("sys/block/mmcblk0/device/name", "DF4064\n")
                .disk("mmcblk0boot0", "8")
                .disk("sr0", "2097151")
                .disk("sdb", "0")
                .disk("sdc", "9223372036854775807")
                .file("sys/block/loop0/size", "100\n")
                .file("sys/block/dm-0/size", "100\n");

        // when
        List<Disk> disks = machine.facts().disks();

        // then
        assertThat(disks)
                .containsExactly(
                        new Disk("mmcblk0", 8192, "DF4064"),
                        new Disk("nvme0n1", 512_000, ""),
                        new Disk("sda", 4_000_787_030_016L, "ST4000NM0033-9ZM"));
    }

    @Test
    void interfacesArePhysicalOnesAndThoseWithAnAddressButNotOfContainers() {
        // given
        machine.nic("eth1", true)
                .nic("eth0", true)
                .file("sys/class/net/eth0/speed", "10000\n")
                .address("eth0", "10.2.0.5/16", "2001:db8::5/64")
                .nic("bond0.100", false)
                .address("bond0.100", "192.0.2.1/24")
                .nic("ifb0", false)
                .file("sys/class/net/bonding_masters", "bond0\n");
        for (String ours :
                List.of("lo", "veth12ab", "docker0", "docker_gwbridge", "berth52f014ee", "br-0a1b2c3d4e5f")) {
            machine.nic(ours, false).address(ours, "172.17.0.1/16");
        }

        // when
        List<Nic> nics = machine.facts().nics();

        // then
        String mac = "02:42:ac:11:00:02";
        assertThat(nics)
                .containsExactly(
                        new Nic("bond0.100", mac, OptionalInt.empty(), List.of("192.0.2.1/24")),
                        new Nic("eth0", mac, OptionalInt.of(10_000), List.of("10.2.0.5/16", "2001:db8::5/64")),
                        new Nic("eth1", mac, OptionalInt.empty(), List.of()));
    }

    @Test
    void speedThatOnlySaysThatThereIsNoLinkIsAbsent() {
        for (String none : List.of("-1", "0", "65535", "4294967295", "fast", "")) {
            machine.nic("eth0", true).file("sys/class/net/eth0/speed", none + "\n");

            assertThat(machine.facts().nics())
                    .as("speed '%s'", none)
                    .extracting(Nic::speedMbps)
                    .containsExactly(OptionalInt.empty());
        }
    }

    @Test
    void hardwareAddressThatIsNoneIsEmpty() {
        machine.nic("tun0", true)
                .file("sys/class/net/tun0/address", "00:00:00:00:00:00\n")
                .nic("ib0", true)
                .file("sys/class/net/ib0/address", "80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:3d:c8:71\n");

        assertThat(machine.facts().nics()).extracting(Nic::mac).containsExactly("", "");
    }

    @Test
    void interfaceWhoseNameIsNoPlainTextIsLeftOut() {
        machine.address("eth\u00e9", "192.0.2.1/24").address("../../etc", "192.0.2.2/24");

        assertThat(machine.facts().nics()).isEmpty();
    }

    @Test
    void textsOfFirmwareAreCutAndCleaned() {
        // given
        machine.file("sys/class/dmi/id/product_name", " Evil\u001b[31m\u0007\u202e Box\t\u0000" + "x".repeat(100_000))
                .file("proc/cpuinfo", "model name : " + "\ud83d\ude80".repeat(4_000));

        // when
        HostFacts facts = machine.facts();

        // then
        assertThat(facts.product()).startsWith("Evil?[31m?? Box ?x").hasSize(256);
        assertThat(facts.cpuModel()).isEqualTo("\ud83d\ude80".repeat(126) + "...");
    }

    @Test
    void manyInterfacesAndDisksAreCutToSomeHundred() {
        for (int i = 0; i < 300; i++) {
            machine.nic("eth" + i, true).disk("sd" + i, "1");
        }

        assertThat(machine.facts().nics()).hasSize(64);
        assertThat(machine.facts().disks()).hasSize(256);
    }

    @Test
    void pipeInThePlaceOfAFileIsNotWaitedFor() throws Exception {
        // given
        Files.createDirectories(root.resolve("proc"));
        Process made = new ProcessBuilder("mkfifo", root.resolve("proc/cpuinfo").toString()).start();
        assertThat(made.waitFor()).isZero();

        // when, then
        assertThat(machine.facts().cpuModel()).isEmpty();
    }

    @Test
    void changeIsSeenWithTheNextLook() {
        // given
        machine.nic("eth0", true).address("eth0", "192.0.2.1/24");
        HostFacts before = machine.facts();

        // when
        machine.address("eth0", "192.0.2.9/24");

        // then
        assertThat(before.nics().get(0).addresses()).containsExactly("192.0.2.1/24");
        assertThat(machine.facts().nics().get(0).addresses()).containsExactly("192.0.2.9/24");
    }

    @Test
    void thisMachineTellsItsKernelAndReachableAddressesOnly() throws IOException {
        // when
        HostFacts facts = MachineFacts.ofThisMachine(Clock.systemUTC()).read();

        // then
        assertThat(facts.kernel())
                .isEqualTo(Files.readString(Paths.get("/proc/sys/kernel/osrelease"))
                        .strip());
        assertThat(facts.nics()).extracting(Nic::name).doesNotContain("lo", "docker0");
        assertThat(facts.nics())
                .flatExtracting(Nic::addresses)
                .allSatisfy(address -> assertThat(address)
                        .matches("[0-9a-f.:]+/\\d+")
                        .doesNotStartWith("fe80")
                        .doesNotStartWith("127."));
    }
}
