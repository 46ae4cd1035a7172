// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.Status;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.berth.base.Printable;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.rpc.v1.CommandReply;
import org.berth.dockermaster.validation.HostValidator;

/**
 * An agent's answers as values that were checked, streams with a bound on all that they hold. What breaks a rule is a {@link
 * DockerMasterException} of kind {@code MISBEHAVING}: an agent may be in anybody's hands.
 */
final class AgentAnswers {
    /** Twice what a host may hold: beside an AM's own there may be those of another. */
    static final int MOST_SLIVERS = 2 * HostValidator.MOST_SLOTS;

    /** Bytes of all entries of a list. */
    static final long LARGEST_LIST = 32L << 20;

    /** Bytes of a command's output in one call; an agent follows a file of 64 MiB at most. */
    static final long LARGEST_OUTPUT = 80L << 20;

    /** Bytes of a sliver's accounts; as many as an agent takes. */
    static final long LARGEST_ACCOUNTS = 16L << 20;

    private static final int MOST_ACCOUNT_MESSAGES = 100_000;

    /** A reply without content counts as so many bytes, so that they are bounded too. */
    private static final int LEAST_REPLY = 256;

    private AgentAnswers() {}

    static HostDescription description(org.berth.dockermaster.rpc.v1.HostDescription message) {
        return HostValidator.description(HostMessages.description(message));
    }

    /** @param announced what the host announced last */
    static Endpoint reserved(
            org.berth.dockermaster.rpc.v1.Endpoint message, Endpoint asked, Optional<HostDescription> announced) {
        return HostValidator.reserved(SliverMessages.endpoint(message), asked, announced);
    }

    static List<FoundSliver> list(Iterator<org.berth.dockermaster.rpc.v1.FoundSliver> messages) {
        List<FoundSliver> all = new ArrayList<>();
        long bytes = 0;
        while (messages.hasNext()) {
            var message = messages.next();
            bytes += message.getSerializedSize();
            if (all.size() == MOST_SLIVERS || bytes > LARGEST_LIST) {
                throw new DockerMasterException(
                        Kind.MISBEHAVING,
                        "its list has more than " + MOST_SLIVERS + " slivers, or " + LARGEST_LIST + " bytes");
            }
            all.add(HostValidator.sliver(SliverMessages.found(message)));
        }
        return List.copyOf(all);
    }

    static List<Account> accounts(Iterator<org.berth.dockermaster.rpc.v1.Account> messages) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        long bytes = 0;
        int count = 0;
        while (messages.hasNext()) {
            var message = messages.next();
            bytes += message.getSerializedSize();
            if (++count > MOST_ACCOUNT_MESSAGES || bytes > LARGEST_ACCOUNTS) {
                throw new DockerMasterException(
                        Kind.MISBEHAVING, "a sliver's accounts are more than " + LARGEST_ACCOUNTS + " bytes");
            }
            HostValidator.account(SliverMessages.account(message));
            keys.computeIfAbsent(message.getLogin(), login -> new ArrayList<>()).addAll(message.getKeysList());
        }
        return keys.entrySet().stream()
                .map(account -> new Account(account.getKey(), account.getValue()))
                .toList();
    }

    static ExecuteResult result(Iterator<CommandReply> replies, Consumer<String> output) {
        long bytes = 0;
        while (replies.hasNext()) {
            CommandReply reply = replies.next();
            if (reply.hasResult()) {
                return HostValidator.result(SliverMessages.result(reply.getResult()));
            }
            bytes += Math.max(LEAST_REPLY, reply.getSerializedSize());
            if (bytes > LARGEST_OUTPUT) {
                throw new DockerMasterException(
                        Kind.MISBEHAVING, "it sent more than " + LARGEST_OUTPUT + " bytes of a command's output");
            }
            output.accept(reply.getOutput());
        }
        throw Status.DATA_LOSS.withDescription("no result").asRuntimeException();
    }

    static HostEvent event(org.berth.dockermaster.rpc.v1.HostEvent message) {
        try {
            HostEvent event = HostValidator.event(HostMessages.event(message));
            return new HostEvent(
                    event.kind(), event.sliver(), Printable.line(event.text(), Failures.LONGEST_TEXT), event.at());
        } catch (DateTimeException e) {
            throw new DockerMasterException(Kind.MISBEHAVING, "an event's time is none", e);
        }
    }
}
