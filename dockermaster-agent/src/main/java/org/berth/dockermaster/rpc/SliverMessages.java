// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.rpc.v1.CommandResult;
import org.berth.dockermaster.rpc.v1.DiskCondition.Level;
import org.berth.dockermaster.rpc.v1.ExecuteRequest;
import org.berth.dockermaster.rpc.v1.InstallRequest;

/** The words about slivers as messages and back. */
final class SliverMessages {
    private SliverMessages() {}

    static org.berth.dockermaster.rpc.v1.SliverSpec message(SliverSpec spec) {
        return org.berth.dockermaster.rpc.v1.SliverSpec.newBuilder()
                .setAm(spec.am())
                .setSliver(spec.sliver())
                .setSlice(spec.slice())
                .setNode(spec.node())
                .setType(message(spec.type()))
                .setImage(spec.image())
                .setGeneration(spec.generation())
                .setEndpoint(message(spec.endpoint()))
                .addAllAccounts(messages(spec.accounts()))
                .setUserChanges(spec.userChanges())
                .build();
    }

    static SliverSpec spec(org.berth.dockermaster.rpc.v1.SliverSpec message) {
        return new SliverSpec(
                message.getAm(),
                message.getSliver(),
                message.getSlice(),
                message.getNode(),
                type(message.getType()),
                message.getImage(),
                message.getGeneration(),
                endpoint(message.getEndpoint()),
                accounts(message.getAccountsList()),
                message.getUserChanges());
    }

    private static org.berth.dockermaster.rpc.v1.ContainerType message(ContainerType type) {
        var message = org.berth.dockermaster.rpc.v1.ContainerType.newBuilder()
                .setName(type.name())
                .addAllCapabilities(type.capabilities())
                .addAllDevices(type.devices())
                .setEgress(type.egress().toString());
        type.memoryBytes().ifPresent(message::setMemoryBytes);
        type.cpus().ifPresent(message::setCpus);
        type.pids().ifPresent(message::setPids);
        type.diskBytes().ifPresent(message::setDiskBytes);
        return message.build();
    }

    private static ContainerType type(org.berth.dockermaster.rpc.v1.ContainerType message) {
        return new ContainerType(
                message.getName(),
                message.hasMemoryBytes() ? OptionalLong.of(message.getMemoryBytes()) : OptionalLong.empty(),
                message.hasCpus() ? OptionalDouble.of(message.getCpus()) : OptionalDouble.empty(),
                message.hasPids() ? OptionalLong.of(message.getPids()) : OptionalLong.empty(),
                message.hasDiskBytes() ? OptionalLong.of(message.getDiskBytes()) : OptionalLong.empty(),
                message.getCapabilitiesList(),
                message.getDevicesList(),
                message.getEgress().isEmpty() ? Egress.ALL : egress(message.getEgress()));
    }

    private static Egress egress(String text) {
        try {
            return Egress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DockerMasterException(Kind.FAILED, "reading the sliver type's egress: " + e.getMessage(), e);
        }
    }

    static org.berth.dockermaster.rpc.v1.Endpoint message(Endpoint endpoint) {
        var message = org.berth.dockermaster.rpc.v1.Endpoint.newBuilder()
                .setSshPort(endpoint.sshPort())
                .setMac(endpoint.mac());
        endpoint.ipv6().ifPresent(message::setIpv6);
        return message.build();
    }

    static Endpoint endpoint(org.berth.dockermaster.rpc.v1.Endpoint message) {
        return new Endpoint(
                message.getSshPort(),
                message.getMac(),
                message.hasIpv6() ? Optional.of(message.getIpv6()) : Optional.empty());
    }

    static List<org.berth.dockermaster.rpc.v1.Account> messages(List<Account> accounts) {
        return accounts.stream()
                .map(account -> org.berth.dockermaster.rpc.v1.Account.newBuilder()
                        .setLogin(account.login())
                        .addAllKeys(account.keys())
                        .build())
                .toList();
    }

    static List<Account> accounts(List<org.berth.dockermaster.rpc.v1.Account> messages) {
        return messages.stream().map(SliverMessages::account).toList();
    }

    static Account account(org.berth.dockermaster.rpc.v1.Account message) {
        return new Account(message.getLogin(), message.getKeysList());
    }

    /** An account in messages of one key each, or of none. */
    static Stream<org.berth.dockermaster.rpc.v1.Account> parts(Account account) {
        Stream<Account> parts = account.keys().isEmpty()
                ? Stream.of(account)
                : account.keys().stream().map(key -> new Account(account.login(), List.of(key)));
        return messages(parts.toList()).stream();
    }

    static ExecuteRequest message(String sliver, int generation, ExecuteCommand command, boolean output) {
        return ExecuteRequest.newBuilder()
                .setSliver(sliver)
                .setGeneration(generation)
                .setIndex(command.index())
                .setShell(command.shell())
                .setCommand(command.command())
                .setOutput(output)
                .build();
    }

    static ExecuteCommand command(ExecuteRequest message) {
        return new ExecuteCommand(message.getIndex(), message.getShell(), message.getCommand());
    }

    static InstallRequest message(String sliver, int generation, InstallCommand command, boolean output) {
        return InstallRequest.newBuilder()
                .setSliver(sliver)
                .setGeneration(generation)
                .setIndex(command.index())
                .setUrl(command.url())
                .setInstallPath(command.installPath())
                .setOutput(output)
                .build();
    }

    static InstallCommand command(InstallRequest message) {
        return new InstallCommand(message.getIndex(), message.getUrl(), message.getInstallPath());
    }

    static CommandResult message(ExecuteResult result) {
        return CommandResult.newBuilder()
                .setExitCode(result.exitCode())
                .setOutputTail(result.outputTail())
                .build();
    }

    static ExecuteResult result(CommandResult message) {
        return new ExecuteResult(message.getExitCode(), message.getOutputTail());
    }

    static org.berth.dockermaster.rpc.v1.FoundSliver message(FoundSliver found) {
        var message = org.berth.dockermaster.rpc.v1.FoundSliver.newBuilder()
                .setAm(found.am())
                .setSliver(found.sliver())
                .setSlice(found.slice())
                .setNode(found.node())
                .setType(found.type())
                .setGeneration(found.generation())
                .setEndpoint(message(found.endpoint()))
                .setImage(found.image())
                .setRestarts(found.restarts())
                .setUserChanges(found.userChanges())
                .setPower(
                        switch (found.power()) {
                            case INCOMPLETE -> org.berth.dockermaster.rpc.v1.FoundSliver.Power.POWER_INCOMPLETE;
                            case RUNNING -> org.berth.dockermaster.rpc.v1.FoundSliver.Power.POWER_RUNNING;
                            case STOPPED -> org.berth.dockermaster.rpc.v1.FoundSliver.Power.POWER_STOPPED;
                            case PAUSED -> org.berth.dockermaster.rpc.v1.FoundSliver.Power.POWER_PAUSED;
                        })
                .setDetail(found.detail());
        found.disk().ifPresent(disk -> message.setDisk(message(disk)));
        return message.build();
    }

    private static org.berth.dockermaster.rpc.v1.DiskCondition message(DiskCondition disk) {
        return org.berth.dockermaster.rpc.v1.DiskCondition.newBuilder()
                .setLevel(
                        switch (disk.level()) {
                            case NEARLY_FULL -> Level.LEVEL_NEARLY_FULL;
                            case FULL -> Level.LEVEL_FULL;
                            case STOPPED -> Level.LEVEL_STOPPED;
                        })
                .setLimitBytes(disk.limitBytes())
                .setAt(HostMessages.timestamp(disk.at()))
                .build();
    }

    private static Optional<DiskCondition> disk(org.berth.dockermaster.rpc.v1.DiskCondition message) {
        Optional<DiskCondition.Level> level = switch (message.getLevel()) {
            case LEVEL_NEARLY_FULL -> Optional.of(DiskCondition.Level.NEARLY_FULL);
            case LEVEL_FULL -> Optional.of(DiskCondition.Level.FULL);
            case LEVEL_STOPPED -> Optional.of(DiskCondition.Level.STOPPED);
            case LEVEL_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
        try {
            return level.map(
                    known -> new DiskCondition(known, message.getLimitBytes(), HostMessages.instant(message.getAt())));
        } catch (DateTimeException e) {
            throw new DockerMasterException(Kind.MISBEHAVING, "the time of a disk's condition is beyond all times", e);
        }
    }

    /** @throws DockerMasterException of kind {@code MISBEHAVING} if it has a power that is not known here */
    static FoundSliver found(org.berth.dockermaster.rpc.v1.FoundSliver message) {
        return new FoundSliver(
                message.getAm(),
                message.getSliver(),
                message.getSlice(),
                message.getNode(),
                message.getType(),
                message.getGeneration(),
                endpoint(message.getEndpoint()),
                message.getImage(),
                message.getRestarts(),
                message.getUserChanges(),
                switch (message.getPower()) {
                    case POWER_INCOMPLETE -> Power.INCOMPLETE;
                    case POWER_RUNNING -> Power.RUNNING;
                    case POWER_STOPPED -> Power.STOPPED;
                    case POWER_PAUSED -> Power.PAUSED;
                    case POWER_UNSPECIFIED, UNRECOGNIZED ->
                        throw new DockerMasterException(
                                Kind.MISBEHAVING, "a sliver of unknown power " + message.getPowerValue());
                },
                message.getDetail(),
                message.hasDisk() ? disk(message.getDisk()) : Optional.empty());
    }
}
