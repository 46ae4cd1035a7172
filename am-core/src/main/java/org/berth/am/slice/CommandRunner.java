package org.berth.am.slice;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.ExecuteTable.ExecuteRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the execute commands of slivers, one after the other in each, beside the workers: a command may last as long as the
 * sliver, and must not keep anybody from stopping or deleting it.
 */
final class CommandRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

    private final Store store;
    private final Hosts hosts;
    private final Clock clock;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "execute");
        thread.setDaemon(true);
        return thread;
    });

    CommandRunner(Store store, Hosts hosts, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.clock = clock;
    }

    private record Next(Sliver sliver, Host host, ExecuteCommand command, boolean last) {}

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
                } catch (Throwable e) {
                    log.error("sliver={} execute commands", id, e);
                } finally {
                    running.remove(id);
                }
            });
        } catch (RejectedExecutionException closing) {
            running.remove(id);
        }
    }

    private Optional<Next> next(String id) {
        return store.read(tables -> {
            Optional<Sliver> sliver = tables.slivers()
                    .byId(id)
                    .map(Sliver::new)
                    .filter(s -> s.operational() == OperationalState.READY_BUSY);
            List<ExecuteRow> commands = tables.executes().of(id);
            return sliver.filter(s -> s.row().done().executes() < commands.size())
                    .flatMap(s -> hosts.named(s.row().place().host()).map(host -> {
                        int index = s.row().done().executes();
                        ExecuteRow row = commands.get(index);
                        return new Next(
                                s,
                                host,
                                new ExecuteCommand(index, row.shell(), row.command()),
                                index == commands.size() - 1);
                    }));
        });
    }

    /** Whether to go on with the next command. */
    private boolean carryOut(Next next) {
        String trouble;
        try {
            ExecuteResult result = next.host()
                    .master()
                    .execute(
                            next.sliver().urn().toString(),
                            next.sliver().row().wish().generation(),
                            next.command(),
                            output -> log.debug(
                                    "sliver={} output=\"{}\"", next.sliver().urn(), output));
            trouble = result.exitCode() == 0
                    ? ""
                    : "execute command " + next.command().index() + " ended with " + result.exitCode() + ": "
                            + result.outputTail();
        } catch (DockerMasterException e) {
            if (e.kind() == DockerMasterException.Kind.UNREACHABLE) {
                // The reconcile pass calls run() again.
                return false;
            }
            trouble = "execute command " + next.command().index() + ": " + e.getMessage();
        }
        String text = trouble;
        store.write(tables -> ended(
                        new Sliver(tables.slivers().byId(next.sliver().id()).orElseThrow()), next, text)
                .map(sliver -> SliverWrites.store(tables, sliver, clock.instant())));
        return true;
    }

    /** The sliver after a command; empty if it is another container by now. */
    private static Optional<Sliver> ended(Sliver sliver, Next next, String trouble) {
        SliverRow.Done done = sliver.row().done();
        boolean same = done.generation() == next.sliver().row().done().generation()
                && done.executes() == next.command().index();
        if (!same) {
            return Optional.empty();
        }
        Sliver counted = sliver.done(new SliverRow.Done(
                done.generation(),
                done.restarts(),
                done.users(),
                done.executes() + 1,
                done.onHost(),
                done.holdsSlot()));
        String before = sliver.row().wish().error();
        Sliver noted =
                trouble.isEmpty() ? counted : counted.withError(before.isEmpty() ? trouble : before + "; " + trouble);
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
