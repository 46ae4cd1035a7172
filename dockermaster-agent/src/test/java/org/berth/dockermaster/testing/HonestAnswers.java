// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.berth.dockermaster.rpc.v1.CertificateRequest;
import org.berth.dockermaster.rpc.v1.CommandReply;
import org.berth.dockermaster.rpc.v1.CommandResult;
import org.berth.dockermaster.rpc.v1.Done;
import org.berth.dockermaster.rpc.v1.FoundSliver;
import org.berth.dockermaster.rpc.v1.HostDescription;
import org.berth.dockermaster.rpc.v1.HostEvent;
import org.berth.dockermaster.rpc.v1.HostFacts;
import org.berth.dockermaster.rpc.v1.SliverName;
import org.berth.dockermaster.rpc.v1.SliverSpec;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.rpc.v1.WatchReply.Watching;

/** What an honest agent answers, as messages; it remembers what it was asked to make, and makes nothing. */
public final class HonestAnswers implements EvilAgent.Answers {
    private final HostDescription description;
    private final Map<String, SliverSpec> made = new ConcurrentHashMap<>();

    public HonestAnswers(String hostname, int firstPort, int slots) {
        description = HostDescription.newBuilder()
                .setHostname(hostname)
                .setFirstPort(firstPort)
                .setSlots(slots)
                .setIpv6Prefix("2001:db8::/64")
                .setMemoryBytes(64L << 30)
                .setCpus(16)
                .setEngine("docker 20.10.24 (API 1.41)")
                .addImages("berth-base:1")
                .setFacts(HostFacts.newBuilder()
                        .setVersion("0.1.0")
                        .setOs("Debian GNU/Linux 12 (bookworm)")
                        .setProduct("Dell Inc. PowerEdge R430")
                        .addDisks(HostFacts.Disk.newBuilder().setName("sda").setBytes(1L << 40))
                        .addNics(HostFacts.Nic.newBuilder().setName("eth0").addAddresses("192.0.2.1/24"))
                        .addNeighbours(
                                HostFacts.Neighbour.newBuilder().setNic("eth0").setSystem("switch")))
                .build();
    }

    /** What it announces. */
    public HostDescription description() {
        return description;
    }

    @Override
    public void answer(String method, Message request, ServerCallStreamObserver<Message> reply) {
        messages(method, request).forEach(reply::onNext);
        if (!method.equals("Watch")) {
            reply.onCompleted();
        }
    }

    /** The answer to a call, without its end. */
    List<Message> messages(String method, Message request) {
        return switch (method) {
            case "Describe" -> List.of(description);
            case "Reserve" -> List.of(((SliverSpec) request).getEndpoint());
            case "Create" -> {
                made.put(((SliverSpec) request).getSliver(), (SliverSpec) request);
                yield List.of(Done.getDefaultInstance());
            }
            case "Delete" -> {
                made.remove(((SliverName) request).getUrn());
                yield List.of(Done.getDefaultInstance());
            }
            case "List" ->
                made.isEmpty()
                        ? List.of(found(SliverSpec.getDefaultInstance()))
                        : made.values().stream()
                                .<Message>map(HonestAnswers::found)
                                .toList();
            case "Execute", "Install" ->
                List.of(
                        CommandReply.newBuilder().setOutput("output\n").build(),
                        CommandReply.newBuilder()
                                .setResult(CommandResult.newBuilder().setOutputTail("output\n"))
                                .build());
            case "Watch" ->
                List.of(
                        WatchReply.newBuilder()
                                .setWatching(Watching.getDefaultInstance())
                                .build(),
                        WatchReply.newBuilder()
                                .setEvent(HostEvent.newBuilder().setKindValue(1))
                                .build());
            case "RequestCertificate" -> List.of(CertificateRequest.getDefaultInstance());
            default -> List.of(Done.getDefaultInstance());
        };
    }

    private static FoundSliver found(SliverSpec spec) {
        return FoundSliver.newBuilder()
                .setAm(spec.getAm())
                .setSliver(spec.getSliver())
                .setSlice(spec.getSlice())
                .setNode(spec.getNode())
                .setType(spec.getType().getName())
                .setGeneration(spec.getGeneration())
                .setEndpoint(spec.getEndpoint())
                .setImage(spec.getImage())
                .setPower(FoundSliver.Power.POWER_RUNNING)
                .setDetail("Up 3 minutes")
                .build();
    }
}
