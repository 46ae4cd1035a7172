package org.berth.am.slice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.dockermaster.DockerMasterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one sliver as wanted, step by step. What is wanted was stored before; what is done is stored after each step; so a
 * worker that dies anywhere is followed by one that takes the same step again.
 */
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST_INTERNAL_ERRORS = 5;

    private final Store store;
    private final Hosts hosts;
    private final HostSteps steps;
    private final CommandRunner commands;
    private final Clock clock;

    Worker(Store store, Hosts hosts, HostSteps steps, CommandRunner commands, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.steps = steps;
        this.commands = commands;
        this.clock = clock;
    }

    private record Pending(Sliver sliver, Step step) {}

    /** Takes steps until the sliver is as wanted, or until its host must be waited for. */
    void advance(String id) {
        Optional<Pending> pending = next(id);
        while (pending.isPresent() && take(pending.get())) {
            pending = next(id);
        }
    }

    private Optional<Pending> next(String id) {
        return store.write(tables -> {
            Optional<Pending> pending = tables.slivers()
                    .byId(id)
                    .map(Sliver::new)
                    .flatMap(sliver -> Step.next(sliver).map(step -> new Pending(sliver, step)));
            if (pending.isEmpty()) {
                tables.work().remove(id);
            }
            return pending;
        });
    }

    /** Whether to go on at once. */
    private boolean take(Pending pending) {
        Sliver sliver = pending.sliver();
        long start = clock.millis();
        try {
            Host host = hosts.named(sliver.row().place().host())
                    .orElseThrow(() -> new DockerMasterException(
                            DockerMasterException.Kind.UNREACHABLE,
                            "host " + sliver.row().place().host() + " is not configured here any more"));
            steps.take(pending.step(), sliver, host);
            succeeded(pending);
            log.info("sliver={} step={} ms={}", sliver.urn(), pending.step(), clock.millis() - start);
            return true;
        } catch (DockerMasterException e) {
            log.warn(
                    "sliver={} step={} failed kind={} reason=\"{}\"",
                    sliver.urn(),
                    pending.step(),
                    e.kind(),
                    e.getMessage());
            boolean again = e.kind() == DockerMasterException.Kind.UNREACHABLE || pending.step() == Step.REMOVE;
            return again
                    ? retryLater(pending, String.valueOf(e.getMessage()))
                    : failed(pending, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            log.error("sliver={} step={} incident={}", sliver.urn(), pending.step(), incident, e);
            String text = "internal error, incident " + incident;
            boolean again = pending.step() == Step.REMOVE || attempts(sliver) < MOST_INTERNAL_ERRORS;
            return again ? retryLater(pending, text) : failed(pending, text);
        }
    }

    private int attempts(Sliver sliver) {
        return store.read(tables -> tables.work().attempts(sliver.id())).orElse(0);
    }

    private void succeeded(Pending pending) {
        boolean runCommands = store.write(tables -> {
            Instant now = clock.instant();
            Sliver done =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            done = done.done(done(pending, done.row()));
            if (pending.step() == Step.REMOVE) {
                tables.hosts().change(done.row().place().host(), -1);
            }
            Optional<Sliver.Change> change = event(tables, pending, done).flatMap(done::on);
            SliverWrites.store(tables, change.map(Sliver.Change::sliver).orElse(done), now);
            return change.map(c -> c.effects().contains(SideEffect.RUN_COMMANDS))
                    .orElse(false);
        });
        if (runCommands) {
            commands.run(pending.sliver().id());
        }
    }

    /** What is done after a step, as far as it was wanted when the step began. */
    private static SliverRow.Done done(Pending pending, SliverRow row) {
        SliverRow.Wish began = pending.sliver().row().wish();
        SliverRow.Done done = row.done();
        return switch (pending.step()) {
            case CREATE ->
                new SliverRow.Done(began.generation(), began.restarts(), began.users(), 0, true, done.holdsSlot());
            case RESTART ->
                new SliverRow.Done(
                        done.generation(), began.restarts(), done.users(), done.executes(), true, done.holdsSlot());
            case UPDATE_USERS ->
                new SliverRow.Done(
                        done.generation(), done.restarts(), began.users(), done.executes(), true, done.holdsSlot());
            case START, STOP -> done;
            case REMOVE ->
                new SliverRow.Done(done.generation(), done.restarts(), done.users(), done.executes(), false, false);
        };
    }

    private static Optional<SliverEvent> event(Tables tables, Pending pending, Sliver sliver) {
        return switch (pending.step()) {
            case CREATE, RESTART, START -> {
                SliverRow row = sliver.row();
                boolean currentGeneration =
                        row.done().generation() == row.wish().generation();
                int commands = tables.executes().of(sliver.id()).size();
                yield !currentGeneration
                        ? Optional.empty()
                        : Optional.of(
                                row.done().executes() < commands
                                        ? SliverEvent.RUNS_WITH_COMMANDS_LEFT
                                        : SliverEvent.RUNS);
            }
            case STOP -> Optional.of(SliverEvent.STOPPED);
            case UPDATE_USERS -> Optional.of(SliverEvent.USERS_UPDATED);
            case REMOVE -> Optional.empty();
        };
    }

    private boolean retryLater(Pending pending, String reason) {
        store.write(tables -> {
            Instant now = clock.instant();
            Sliver sliver =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            int attempts = tables.work().attempts(sliver.id()).orElse(0);
            Duration pause = Duration.ofSeconds(Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(attempts, 6)));
            tables.work().retryAt(sliver.id(), now.plus(pause));
            return SliverWrites.store(tables, sliver.withError(reason), now);
        });
        return false;
    }

    private boolean failed(Pending pending, String reason) {
        store.write(tables -> {
            Instant now = clock.instant();
            Sliver sliver =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            // Accounts that cannot be changed do not break a container that runs.
            boolean broken = pending.step() != Step.UPDATE_USERS;
            Sliver marked = broken ? sliver : sliver.done(done(pending, sliver.row()));
            SliverEvent event = broken ? SliverEvent.STEP_FAILED : SliverEvent.USERS_UPDATED;
            if (pending.step() != Step.STOP && sliver.operational() == OperationalState.STOPPING) {
                // It was shut down meanwhile: that it did not start is no reason not to stop it.
                return SliverWrites.store(tables, sliver, now);
            }
            return SliverWrites.store(
                    tables,
                    marked.on(event).map(Sliver.Change::sliver).orElse(marked).withError(reason),
                    now);
        });
        return true;
    }
}
