// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.HostFacts.Disk;
import org.berth.dockermaster.HostFacts.Neighbour;
import org.berth.dockermaster.HostFacts.Nic;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.HostProblems;
import org.berth.dockermaster.HostProblems.HeldPort;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.rpc.v1.HostEvent.Kind;
import org.berth.dockermaster.rpc.v1.HostLimits.Names;

/** The words about hosts as messages and back. */
final class HostMessages {
    private HostMessages() {}

    static org.berth.dockermaster.rpc.v1.PoolSettings message(PoolSettings pool) {
        var message = org.berth.dockermaster.rpc.v1.PoolSettings.newBuilder();
        pool.hostname().ifPresent(message::setHostname);
        pool.firstPort().ifPresent(message::setFirstPort);
        pool.slots().ifPresent(message::setSlots);
        pool.ipv6Prefix().ifPresent(message::setIpv6Prefix);
        return message.build();
    }

    static PoolSettings pool(org.berth.dockermaster.rpc.v1.PoolSettings message) {
        return new PoolSettings(
                message.hasHostname() ? Optional.of(message.getHostname()) : Optional.empty(),
                message.hasFirstPort() ? OptionalInt.of(message.getFirstPort()) : OptionalInt.empty(),
                message.hasSlots() ? OptionalInt.of(message.getSlots()) : OptionalInt.empty(),
                message.hasIpv6Prefix() ? Optional.of(message.getIpv6Prefix()) : Optional.empty());
    }

    static org.berth.dockermaster.rpc.v1.HostDescription message(HostDescription description) {
        var message = org.berth.dockermaster.rpc.v1.HostDescription.newBuilder()
                .setHostname(description.hostname())
                .setFirstPort(description.firstPort())
                .setSlots(description.slots())
                .setMemoryBytes(description.memoryBytes())
                .setCpus(description.cpus())
                .setEngine(description.engine())
                .addAllImages(description.images())
                .setFacts(message(description.facts()))
                .setLimits(message(description.limits()))
                .setProblems(message(description.problems()));
        description.ipv6Prefix().ifPresent(message::setIpv6Prefix);
        description.networkProblem().ifPresent(message::setNetworkProblem);
        return message.build();
    }

    static HostDescription description(org.berth.dockermaster.rpc.v1.HostDescription message) {
        return new HostDescription(
                message.getHostname(),
                message.getFirstPort(),
                message.getSlots(),
                message.hasIpv6Prefix() ? Optional.of(message.getIpv6Prefix()) : Optional.empty(),
                message.getMemoryBytes(),
                message.getCpus(),
                message.getEngine(),
                message.getImagesList(),
                facts(message.getFacts()),
                message.hasLimits() ? limits(message.getLimits()) : HostLimits.NONE,
                message.hasNetworkProblem() ? Optional.of(message.getNetworkProblem()) : Optional.empty(),
                problems(message.getProblems()));
    }

    private static org.berth.dockermaster.rpc.v1.HostLimits message(HostLimits limits) {
        var message = org.berth.dockermaster.rpc.v1.HostLimits.newBuilder().setSlots(limits.slots());
        limits.sliverTypes().map(HostMessages::names).ifPresent(message::setSliverTypes);
        limits.capabilities().map(HostMessages::names).ifPresent(message::setCapabilities);
        limits.devices().map(HostMessages::names).ifPresent(message::setDevices);
        limits.images().map(HostMessages::names).ifPresent(message::setImages);
        limits.memoryBytes().ifPresent(message::setMemoryBytes);
        limits.cpus().ifPresent(message::setCpus);
        return message.build();
    }

    private static Names names(List<String> names) {
        return Names.newBuilder().addAllNames(names).build();
    }

    private static HostLimits limits(org.berth.dockermaster.rpc.v1.HostLimits message) {
        return new HostLimits(
                names(message.hasSliverTypes(), message.getSliverTypes()),
                names(message.hasCapabilities(), message.getCapabilities()),
                names(message.hasDevices(), message.getDevices()),
                names(message.hasImages(), message.getImages()),
                message.getSlots(),
                message.hasMemoryBytes() ? OptionalLong.of(message.getMemoryBytes()) : OptionalLong.empty(),
                message.hasCpus() ? OptionalDouble.of(message.getCpus()) : OptionalDouble.empty());
    }

    private static Optional<List<String>> names(boolean limited, Names message) {
        return limited ? Optional.of(message.getNamesList()) : Optional.empty();
    }

    private static org.berth.dockermaster.rpc.v1.HostProblems message(HostProblems problems) {
        var message = org.berth.dockermaster.rpc.v1.HostProblems.newBuilder()
                .setCannotStart(problems.cannotStart().orElse(""));
        for (HeldPort held : problems.heldPorts()) {
            message.addHeldPortsBuilder().setPort(held.port()).setHolder(held.holder());
        }
        return message.build();
    }

    private static HostProblems problems(org.berth.dockermaster.rpc.v1.HostProblems message) {
        return new HostProblems(
                Optional.of(message.getCannotStart()).filter(text -> !text.isEmpty()),
                message.getHeldPortsList().stream()
                        .map(held -> new HeldPort(held.getPort(), held.getHolder()))
                        .toList());
    }

    private static org.berth.dockermaster.rpc.v1.HostFacts message(HostFacts facts) {
        var message = org.berth.dockermaster.rpc.v1.HostFacts.newBuilder()
                .setVersion(facts.version())
                .setOs(facts.os())
                .setKernel(facts.kernel())
                .setCpuModel(facts.cpuModel())
                .setProduct(facts.product())
                .setSerial(facts.serial());
        for (Disk disk : facts.disks()) {
            message.addDisksBuilder()
                    .setName(disk.name())
                    .setBytes(disk.bytes())
                    .setModel(disk.model());
        }
        for (Nic nic : facts.nics()) {
            var added = message.addNicsBuilder()
                    .setName(nic.name())
                    .setMac(nic.mac())
                    .addAllAddresses(nic.addresses());
            nic.speedMbps().ifPresent(added::setSpeedMbps);
        }
        for (Neighbour neighbour : facts.neighbours()) {
            message.addNeighboursBuilder()
                    .setNic(neighbour.nic())
                    .setSystem(neighbour.system())
                    .setPort(neighbour.port());
        }
        return message.build();
    }

    private static HostFacts facts(org.berth.dockermaster.rpc.v1.HostFacts message) {
        return new HostFacts(
                message.getVersion(),
                message.getOs(),
                message.getKernel(),
                message.getCpuModel(),
                message.getProduct(),
                message.getSerial(),
                message.getDisksList().stream()
                        .map(disk -> new Disk(disk.getName(), disk.getBytes(), disk.getModel()))
                        .toList(),
                message.getNicsList().stream()
                        .map(nic -> new Nic(
                                nic.getName(),
                                nic.getMac(),
                                nic.hasSpeedMbps() ? OptionalInt.of(nic.getSpeedMbps()) : OptionalInt.empty(),
                                nic.getAddressesList()))
                        .toList(),
                message.getNeighboursList().stream()
                        .map(neighbour -> new Neighbour(neighbour.getNic(), neighbour.getSystem(), neighbour.getPort()))
                        .toList());
    }

    static org.berth.dockermaster.rpc.v1.HostEvent message(HostEvent event) {
        return org.berth.dockermaster.rpc.v1.HostEvent.newBuilder()
                .setKind(
                        switch (event.kind()) {
                            case DIED -> Kind.KIND_DIED;
                            case STARTED -> Kind.KIND_STARTED;
                            case OUT_OF_MEMORY -> Kind.KIND_OUT_OF_MEMORY;
                            case REMOVED -> Kind.KIND_REMOVED;
                            case IMAGE_PROGRESS -> Kind.KIND_IMAGE_PROGRESS;
                            case MISSED -> Kind.KIND_MISSED;
                        })
                .setSliver(event.sliver())
                .setText(event.text())
                .setAt(timestamp(event.at()))
                .build();
    }

    static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    /** @throws DateTimeException if its time is none */
    static HostEvent event(org.berth.dockermaster.rpc.v1.HostEvent message) {
        return new HostEvent(
                switch (message.getKind()) {
                    case KIND_DIED -> HostEvent.Kind.DIED;
                    case KIND_STARTED -> HostEvent.Kind.STARTED;
                    case KIND_OUT_OF_MEMORY -> HostEvent.Kind.OUT_OF_MEMORY;
                    case KIND_REMOVED -> HostEvent.Kind.REMOVED;
                    case KIND_IMAGE_PROGRESS -> HostEvent.Kind.IMAGE_PROGRESS;
                    case KIND_MISSED, KIND_UNSPECIFIED, UNRECOGNIZED -> HostEvent.Kind.MISSED;
                },
                message.getSliver(),
                message.getText(),
                instant(message.getAt()));
    }

    /** @throws DateTimeException if it is beyond all times */
    static Instant instant(Timestamp at) {
        try {
            return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
        } catch (ArithmeticException e) {
            throw new DateTimeException("an event's time is beyond all times", e);
        }
    }
}
