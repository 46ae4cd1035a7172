// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverEvent;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.ExecuteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the installs and execute commands of slivers, one after the other in each, beside the workers: a command may last as
 * long as the sliver, and must not keep anybody from stopping or deleting it.
 */
public final class CommandRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

    private final Store store;
    private final Hosts hosts;
    private final Clock clock;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    public CommandRunner(Store store, Hosts hosts, Clock clock) {
        this(store, hosts, clock, Executors.newCachedThreadPool(DaemonThreads.named("execute")));
    }

    /** @param threads for the commands; shut down when this is closed */
    public CommandRunner(Store store, Hosts hosts, Clock clock, ExecutorService threads) {
        this.threads = threads;
        this.store = store;
        this.hosts = hosts;
        this.clock = clock;
    }

    /**
     * The command to run next.
     *
     * @param number its place among all of the sliver
     * @param last whether it is the last one
     */
    private record Next(Sliver sliver, Host host, SliverCommand command, int number, boolean last) {}

    /** Has the commands that are left of a sliver run, unless they are being run already. */
    void run(String id) {
        if (!running.add(id)) {
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    Optional<Next> next = next(id);
                    while (next.isPresent() && carryOut(next.get())) {
                        next = next(id);
                    }
                } catch (StoreException e) {
                    log.debug("sliver={} execute commands wait; the store has said why", id, e);
                } catch (Throwable e) { // The reconcile pass calls run() again.
                    log.error("sliver={} execute commands", id, e);
                } finally {
                    running.remove(id);
                }
            });
        } catch (RejectedExecutionException closing) {
            running.remove(id);
        } catch (Throwable e) { // No thread is to be had: an Error. The reconcile pass calls this again.
            running.remove(id);
            log.warn("sliver={} execute commands wait", id, e);
        }
    }

    private Optional<Next> next(String id) {
        return store.read(tables -> {
            Optional<Sliver> sliver = tables.slivers()
                    .byId(id)
                    .map(Sliver::new)
                    .filter(s -> s.operational() == OperationalState.READY_BUSY);
            List<SliverCommand> commands = SliverCommand.of(tables, id);
            return sliver.filter(s -> s.row().done().executes() < commands.size())
                    .flatMap(s -> hosts.named(s.row().place().host()).map(host -> {
                        int number = s.row().done().executes();
                        return new Next(s, host, commands.get(number), number, number == commands.size() - 1);
                    }));
        });
    }

    /** Runs a command, and returns whether to go on with the next one. */
    private boolean carryOut(Next next) {
        String trouble;
        try {
            ExecuteResult result = next.command()
                    .run()
                    .on(
                            next.host().master(),
                            next.sliver().urn().toString(),
                            next.sliver().row().wish().generation(),
                            CommandOutput.UNWANTED);
            trouble = result.exitCode() == 0
                    ? ""
                    : next.command().name() + " ended with " + result.exitCode() + ": " + result.outputTail();
        } catch (DockerMasterException e) {
            if (e.isOfTheHost() || Thread.currentThread().isInterrupted()) {
                // The reconcile pass calls run() again, or the next start's does.
                return false;
            }
            trouble = next.command().name() + ": " + e.getMessage();
        }
        String text = trouble;
        Instant now = clock.instant();
        store.write(tables -> ended(
                        new Sliver(tables.slivers().byId(next.sliver().id()).orElseThrow()), next, text, now)
                .map(sliver -> SliverWrites.store(tables, sliver, now)));
        return true;
    }

    /** The sliver after a command; empty if it has another container by now, or none. */
    private static Optional<Sliver> ended(Sliver sliver, Next next, String trouble, Instant now) {
        SliverRow.Done done = sliver.row().done();
        boolean same = done.generation() == next.sliver().row().done().generation() && done.executes() == next.number();
        if (!same || sliver.allocation() != AllocationState.PROVISIONED || sliver.isLostWithHost()) {
            return Optional.empty();
        }
        Sliver counted = sliver.done(new SliverRow.Done(
                done.generation(),
                done.restarts(),
                done.users(),
                done.executes() + 1,
                done.onHost(),
                done.holdsSlot()));
        String text = sliver.conditions()
                .text(Condition.COMMAND_FAILED)
                .map(before -> before + "; " + trouble)
                .orElse(trouble);
        Sliver noted = trouble.isEmpty() ? counted : counted.with(Condition.COMMAND_FAILED, text, now);
        return Optional.of(
                next.last()
                        ? noted.on(SliverEvent.COMMANDS_ENDED)
                                .map(Sliver.Change::sliver)
                                .orElse(noted)
                        : noted);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Closing.await(threads);
    }
}
