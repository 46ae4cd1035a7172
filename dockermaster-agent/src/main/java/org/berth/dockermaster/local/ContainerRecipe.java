// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.files.HostKeys;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.state.Reservation;

/** The recipe of a sliver's container: what it runs, what it may use, where it is attached. */
final class ContainerRecipe {
    static final String SSHD = "/usr/sbin/sshd";
    static final String SSH_FOLDER = "/etc/ssh";

    private static final ExposedPort SSH = ExposedPort.tcp(22);
    /** Of the engine's default set: a slice has no devices to make. */
    private static final List<Capability> NEEDLESS = List.of(Capability.MKNOD);

    /** This machine's addresses and routes are given, and never learned from who says so. */
    private static final Map<String, String> SYSCTLS =
            Map.of("net.ipv6.conf.all.accept_ra", "0", "net.ipv6.conf.default.accept_ra", "0");

    /** The options of sshd's command line, which the image's own sshd_config cannot undo. */
    private static final List<String> SSHD_OPTIONS = List.of(
            "PasswordAuthentication=no",
            "KbdInteractiveAuthentication=no",
            "PubkeyAuthentication=yes",
            "PermitRootLogin=no",
            "AuthorizedKeysFile=.ssh/authorized_keys",
            "Port=22");

    private ContainerRecipe() {}

    /**
     * Creates the container; it does not run yet.
     *
     * @param limits what it may take of this machine
     * @param hostIp the address of this machine that ssh is forwarded from; empty for all
     * @param guarded whether the container is held to its own addresses, so that it may send what it likes
     * @return the engine's id of it
     */
    static String create(
            DockerClient client,
            Reservation sliver,
            ContainerType type,
            Limits limits,
            BridgeNetwork network,
            Optional<String> hostIp,
            boolean guarded) {
        Map<String, String> labels = new HashMap<>(Labels.of(sliver, type.egress()));
        if (limits.diskWatched()) {
            labels.put(Labels.DISK, Long.toString(limits.diskBytes()));
        }
        CreateContainerCmd cmd = client.createContainerCmd(sliver.image())
                .withName(SliverName.container(sliver.sliver(), sliver.generation()))
                .withLabels(labels)
                .withHostName(SliverName.hostname(sliver.node()))
                .withUser("0:0")
                .withWorkingDir("/")
                .withEntrypoint(FirstStart.ENTRYPOINT)
                .withCmd(arguments())
                .withStopSignal("SIGTERM")
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withExposedPorts(SSH)
                .withMacAddress(sliver.endpoint().mac())
                .withHostConfig(hostConfig(sliver, type, limits, network, hostIp, guarded));
        if (!network.assignsByMac()) {
            sliver.endpoint().ipv6().ifPresent(cmd::withIpv6Address);
        }
        return cmd.exec().getId();
    }

    private static List<String> arguments() {
        Stream<String> keys = HostKeys.NAMES.stream().map(name -> "HostKey=" + SSH_FOLDER + "/" + name);
        Stream<String> options = Stream.concat(SSHD_OPTIONS.stream(), keys).flatMap(option -> Stream.of("-o", option));
        return Stream.concat(Stream.of(SSHD, "-D"), options).toList();
    }

    private static HostConfig hostConfig(
            Reservation sliver,
            ContainerType type,
            Limits limits,
            BridgeNetwork network,
            Optional<String> hostIp,
            boolean guarded) {
        int port = sliver.endpoint().sshPort();
        Ports.Binding from =
                hostIp.map(ip -> Ports.Binding.bindIpAndPort(ip, port)).orElseGet(() -> Ports.Binding.bindPort(port));
        HostConfig config = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                // Whatever is written to a container's own output costs the engine: see first-start.sh.
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withTmpFs(Map.of("/run/sshd", "mode=0755,size=64k"))
                .withNetworkMode(network.name())
                .withPortBindings(new PortBinding(from, SSH))
                .withPidsLimit(limits.pids() == ContainerType.UNLIMITED ? -1 : limits.pids())
                .withSysctls(hasIpv6() ? SYSCTLS : Map.of())
                .withCapDrop(Stream.concat(NEEDLESS.stream(), guarded ? Stream.of() : Stream.of(Capability.NET_RAW))
                        .filter(capability -> !type.capabilities().contains(capability.name()))
                        .toArray(Capability[]::new))
                .withCapAdd(type.capabilities().stream()
                        .map(ContainerRecipe::capability)
                        .toArray(Capability[]::new))
                .withDevices(type.devices().stream()
                        .map(path -> new Device("rwm", path, path))
                        .toArray(Device[]::new));
        // Memory and swap together: without the second, as much swap again would be allowed.
        if (limits.memoryBytes() != ContainerType.UNLIMITED) {
            config.withMemory(limits.memoryBytes()).withMemorySwap(limits.memoryBytes());
        }
        config.withNanoCPUs(Math.round(limits.cpus() * 1_000_000_000));
        if (limits.diskQuota()) {
            config.withStorageOpt(Map.of("size", Long.toString(limits.diskBytes())));
        }
        return config;
    }

    private static Capability capability(String name) {
        return Arrays.stream(Capability.values())
                .filter(capability -> capability.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DockerMasterException(
                        Kind.FAILED,
                        "making the container: '" + name + "' is no capability like NET_ADMIN (capabilities(7))"));
    }

    /** A kernel that was started without IPv6 has no such settings, and no container starts with them. */
    private static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/net/if_inet6"));
    }
}
