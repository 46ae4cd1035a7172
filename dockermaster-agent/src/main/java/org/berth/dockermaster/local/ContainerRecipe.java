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
import java.util.Arrays;
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

/** How a sliver's container is made: what it runs, what it may use, where it is attached. */
final class ContainerRecipe {
    static final String SSHD = "/usr/sbin/sshd";
    static final String SSH_FOLDER = "/etc/ssh";

    private static final ExposedPort SSH = ExposedPort.tcp(22);
    /** So that a fork bomb hurts only its own container. */
    private static final long DEFAULT_PIDS = 4096;

    /** Of the engine's default set: a slice has no devices to make. */
    private static final List<Capability> NEEDLESS = List.of(Capability.MKNOD);

    /** This machine's addresses and routes are given, and never learned from who says so. */
    private static final Map<String, String> SYSCTLS =
            Map.of("net.ipv6.conf.all.accept_ra", "0", "net.ipv6.conf.default.accept_ra", "0");

    /** What is said on the command line cannot be undone by the image's own sshd_config. */
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
     * @param hostIp the address of this machine that ssh is forwarded from; empty for all
     * @param guarded whether the container is held to its own addresses, so that it may send what it likes
     * @return the engine's id of it
     */
    static String create(
            DockerClient client,
            Reservation sliver,
            ContainerType type,
            BridgeNetwork network,
            Optional<String> hostIp,
            boolean guarded) {
        CreateContainerCmd cmd = client.createContainerCmd(sliver.image())
                .withName(SliverName.container(sliver.sliver(), sliver.generation()))
                .withLabels(Labels.of(sliver, type.egress()))
                .withHostName(SliverName.hostname(sliver.node()))
                .withUser("0:0")
                .withWorkingDir("/")
                .withEntrypoint(FirstStart.ENTRYPOINT)
                .withCmd(arguments())
                .withStopSignal("SIGTERM")
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withExposedPorts(SSH)
                .withMacAddress(sliver.endpoint().mac())
                .withHostConfig(hostConfig(sliver, type, network, hostIp, guarded));
        if (!network.assignsByMac()) {
            sliver.endpoint().ipv6().ifPresent(cmd::withIpv6Address);
        }
        return cmd.exec().getId();
    }

    private static List<String> arguments() {
        Stream<String> keys = HostKeys.NAMES.stream().map(name -> "HostKey=" + SSH_FOLDER + "/" + name);
        Stream<String> options = Stream.concat(SSHD_OPTIONS.stream(), keys).flatMap(option -> Stream.of("-o", option));
        return Stream.concat(Stream.of(SSHD, "-D", "-e"), options).toList();
    }

    private static HostConfig hostConfig(
            Reservation sliver, ContainerType type, BridgeNetwork network, Optional<String> hostIp, boolean guarded) {
        int port = sliver.endpoint().sshPort();
        Ports.Binding from =
                hostIp.map(ip -> Ports.Binding.bindIpAndPort(ip, port)).orElseGet(() -> Ports.Binding.bindPort(port));
        HostConfig config = HostConfig.newHostConfig()
                .withInit(true)
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "1m", "max-file", "2")))
                .withTmpFs(Map.of("/run/sshd", "mode=0755,size=64k"))
                .withNetworkMode(network.name())
                .withPortBindings(new PortBinding(from, SSH))
                .withPidsLimit(type.pids().orElse(DEFAULT_PIDS))
                .withSysctls(SYSCTLS)
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
        type.memoryBytes().ifPresent(bytes -> config.withMemory(bytes).withMemorySwap(bytes));
        type.cpus().ifPresent(cpus -> config.withNanoCPUs(Math.round(cpus * 1_000_000_000)));
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
}
