// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.berth.am.base.Incidents;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.DesiredState;
import org.berth.am.sliver.Lane;
import org.berth.am.sliver.SideEffect;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverEvent;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.sliver.Step;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.store.Tables;
import org.berth.dockermaster.DockerMasterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one sliver as wanted, step by step. What is wanted was stored before; what is done is stored after each step; so a
 * worker that dies anywhere is followed by one that takes the same step again.
 */
public final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Incidents INCIDENTS = new Incidents(log);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST_INTERNAL_ERRORS = 5;
    /** The number of times that a step may fail by itself that may succeed when it is tried again. */
    public static final int MOST_REFUSALS = 5;

    private final Store store;
    private final Hosts hosts;
    private final HostSteps steps;
    private final CommandRunner commands;
    private final Clock clock;

    public Worker(Store store, Hosts hosts, HostSteps steps, CommandRunner commands, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.steps = steps;
        this.commands = commands;
        this.clock = clock;
    }

    /** @param accounts those that were wanted when the step began */
    private record Pending(Sliver sliver, Step step, List<AccountRow> accounts) {}

    /** Takes steps of a lane until the sliver is as wanted, or another lane's step is next, or its host must be waited for. */
    public void advance(String id, Lane lane) {
        Optional<Pending> pending = next(id, lane);
        while (pending.isPresent() && take(pending.get())) {
            pending = next(id, lane);
        }
    }

    private Optional<Pending> next(String id, Lane lane) {
        Optional<Pending> own = store.read(tables -> pending(tables, id))
                .filter(next -> next.step().lane() == lane);
        return own.isPresent() ? own : store.write(tables -> settle(tables, id, lane));
    }

    /** Removes the work of a sliver that is as desired, or hands it to the lane of its next step. */
    private static Optional<Pending> settle(Tables tables, String id, Lane lane) {
        Optional<Pending> pending = pending(tables, id);
        if (pending.isEmpty()) {
            tables.work().remove(id);
        }
        pending.ifPresent(next -> tables.work().move(id, next.step().lane().name()));
        return pending.filter(next -> next.step().lane() == lane);
    }

    private static Optional<Pending> pending(Tables tables, String id) {
        return tables.slivers()
                .byId(id)
                .map(Sliver::new)
                .flatMap(sliver -> Step.next(sliver)
                        .map(step -> new Pending(sliver, step, tables.accounts().of(id))));
    }

    /** Carries out a step, and returns whether to go on at once. */
    private boolean take(Pending pending) {
        Sliver sliver = pending.sliver();
        long start = clock.millis();
        try {
            Host host = hosts.named(sliver.row().place().host())
                    .orElseThrow(() -> new DockerMasterException(
                            DockerMasterException.Kind.UNREACHABLE,
                            "host " + sliver.row().place().host() + " is not configured here any more"));
            steps.take(pending.step(), sliver, pending.accounts(), host);
            succeeded(pending);
            log.info("sliver={} step={} ms={}", sliver.urn(), pending.step(), clock.millis() - start);
            return true;
        } catch (DockerMasterException e) {
            if (closing(sliver)) {
                return false;
            }
            log.warn(
                    "sliver={} step={} failed kind={} reason=\"{}\"",
                    sliver.urn(),
                    pending.step(),
                    e.kind(),
                    e.getMessage());
            if (pending.step() == Step.RECOVER) {
                return leave(pending);
            }
            return isToBeTriedAgain(pending, e)
                    ? retryLater(pending, String.valueOf(e.getMessage()), e.kind())
                    : failed(pending, reason(pending, e), e.kind());
        } catch (RuntimeException e) {
            if (closing(sliver)) {
                return false;
            }
            if (e instanceof StoreException) {
                throw e; // Neither that it was done can be kept, nor that it was not.
            }
            String text = INCIDENTS.report("sliver=" + sliver.urn() + " step=" + pending.step(), e);
            boolean again = pending.step().mustSucceed() || attempts(sliver) < MOST_INTERNAL_ERRORS;
            return again
                    ? retryLater(pending, text, DockerMasterException.Kind.FAILED)
                    : failed(pending, text, DockerMasterException.Kind.FAILED);
        }
    }

    /** It is as broken as it was. Found running again, it is looked at again. */
    private boolean leave(Pending pending) {
        return store.write(tables -> {
            boolean wanted = isStillNext(
                    pending,
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow()));
            if (wanted) {
                tables.work().remove(pending.sliver().id());
            }
            return !wanted;
        });
    }

    private boolean isToBeTriedAgain(Pending pending, DockerMasterException e) {
        DockerMasterException.Kind kind = e.kind();
        boolean mayYetSucceed = kind == DockerMasterException.Kind.RETRYABLE
                || (kind == DockerMasterException.Kind.FAILED && pending.step().startsAgain());
        return e.isOfTheHost()
                || (pending.step().mustSucceed() && kind != DockerMasterException.Kind.GONE)
                || (mayYetSucceed && refused(pending.sliver()) < MOST_REFUSALS);
    }

    /**
     * Returns whether this thread was told to end: then how the step ended says nothing, and the next start repeats it.
     */
    private static boolean closing(Sliver sliver) {
        boolean closing = Thread.currentThread().isInterrupted();
        if (closing) {
            log.info("sliver={} work is left for the next start", sliver.urn());
        }
        return closing;
    }

    private static String reason(Pending pending, DockerMasterException e) {
        String host = pending.sliver().row().place().host();
        if (e.kind() != DockerMasterException.Kind.GONE) {
            return String.valueOf(e.getMessage());
        }
        // To create, the host says so of what was deleted there, or reloaded later than this aggregate knows.
        return pending.step() == Step.CREATE
                ? "host " + host + " has deleted or reloaded this sliver already, and will not make it again ("
                        + e.getMessage() + "); geni_reload, or Delete and Allocate"
                : "its container is gone from host " + host + " (" + e.getMessage() + "); geni_reload makes a new one";
    }

    private int refused(Sliver sliver) {
        return store.read(tables -> tables.work().refused(sliver.id()));
    }

    private int attempts(Sliver sliver) {
        return store.read(tables -> tables.work().attempts(sliver.id())).orElse(0);
    }

    private void succeeded(Pending pending) {
        boolean runCommands = store.write(tables -> {
            Instant now = clock.instant();
            Sliver done =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            boolean held = done.row().done().holdsSlot();
            done = done.done(done(pending, done.row()));
            if (pending.step().setsAccounts() && done.hasUsersLeft()) {
                tables.accounts().carriedOut(done.id(), pending.accounts());
            }
            if (done.row().done().holdsSlot() != held) {
                SliverWrites.giveBack(tables, done, now);
            }
            // What ended on a host that was removed meanwhile brings nothing back.
            Optional<Sliver.Change> change = done.isLostWithHost()
                    ? Optional.empty()
                    : event(tables, pending, done).flatMap(done::on);
            SliverWrites.store(tables, change.orElse(new Sliver.Change(done.withoutFailedStep(), Set.of())), now);
            return change.map(c -> c.effects().contains(SideEffect.RUN_COMMANDS))
                    .orElse(false);
        });
        if (runCommands) {
            commands.run(pending.sliver().id());
        }
    }

    /** Returns the row's state after a step, as far as it was desired when the step began. */
    private static SliverRow.Done done(Pending pending, SliverRow row) {
        SliverRow.Wish began = pending.sliver().row().wish();
        SliverRow.Done done = row.done();
        return switch (pending.step()) {
            case CREATE ->
                new SliverRow.Done(
                        began.generation(), began.restarts(), began.users(), 0, done.onHost(), done.holdsSlot());
            // What runs and answers needs no restart that failed.
            case RESTART, RECOVER ->
                new SliverRow.Done(
                        done.generation(),
                        began.restarts(),
                        done.users(),
                        done.executes(),
                        done.onHost(),
                        done.holdsSlot());
            case UPDATE_USERS ->
                new SliverRow.Done(
                        done.generation(),
                        done.restarts(),
                        began.users(),
                        done.executes(),
                        done.onHost(),
                        done.holdsSlot());
            case START, STOP -> done;
            case REMOVE ->
                new SliverRow.Done(done.generation(), done.restarts(), done.users(), done.executes(), false, false);
        };
    }

    private static Optional<SliverEvent> event(Tables tables, Pending pending, Sliver sliver) {
        return switch (pending.step()) {
            case CREATE, RESTART, START, RECOVER -> {
                SliverRow row = sliver.row();
                if (sliver.wanted() == DesiredState.STOPPED) {
                    // It was stopped meanwhile, by threads that do not wait for these.
                    yield Optional.of(SliverEvent.FOUND_RUNNING);
                }
                boolean currentGeneration =
                        row.done().generation() == row.wish().generation();
                int commands = SliverCommand.of(tables, sliver.id()).size();
                yield !currentGeneration
                        ? Optional.empty()
                        : Optional.of(
                                row.done().executes() < commands
                                        ? SliverEvent.RUNS_WITH_COMMANDS_LEFT
                                        : sliver.hasUsersLeft() ? SliverEvent.RUNS_WITH_USERS_LEFT : SliverEvent.RUNS);
            }
            case STOP -> Optional.of(SliverEvent.STOPPED);
            case UPDATE_USERS -> sliver.hasUsersLeft() ? Optional.empty() : Optional.of(SliverEvent.USERS_UPDATED);
            case REMOVE -> Optional.empty();
        };
    }

    /** Plans another try, and returns whether to go on at once, since the desired state is another by now. */
    private boolean retryLater(Pending pending, String reason, DockerMasterException.Kind kind) {
        return store.write(tables -> {
            Instant now = clock.instant();
            Sliver sliver =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            if (!isStillNext(pending, sliver)) {
                return true;
            }
            int attempts = tables.work().attempts(sliver.id()).orElse(0);
            Duration pause = Duration.ofSeconds(Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(attempts, 6)));
            boolean away =
                    kind == DockerMasterException.Kind.UNREACHABLE || kind == DockerMasterException.Kind.MISBEHAVING;
            tables.work().retryAt(sliver.id(), now.plus(pause), reason, !away);
            // Nothing would end the condition of one that is to be stopped, and nobody is shown one that was deleted.
            if (pending.step() != Step.STOP && pending.step() != Step.REMOVE) {
                SliverWrites.store(
                        tables, retried(pending, sliver, away).with(Condition.STEP_FAILED, reason, now), now);
            }
            return false;
        });
    }

    /** Before accounts are changed again, their container has to run: perhaps it was that which failed. */
    private static Sliver retried(Pending pending, Sliver sliver, boolean away) {
        return away && pending.step() == Step.UPDATE_USERS
                ? sliver.on(SliverEvent.FOUND_STOPPED)
                        .map(Sliver.Change::sliver)
                        .orElse(sliver)
                : sliver;
    }

    /** Returns whether the desired state still asks for what the step was for. */
    private static boolean isStillNext(Pending pending, Sliver now) {
        SliverRow.Wish began = pending.sliver().row().wish();
        SliverRow.Wish wish = now.row().wish();
        return Step.next(now).equals(Optional.of(pending.step()))
                && wish.generation() == began.generation()
                && (pending.step() != Step.UPDATE_USERS || wish.users() == began.users());
    }

    /** Records a failure, and returns whether to go on at once. */
    private boolean failed(Pending pending, String reason, DockerMasterException.Kind kind) {
        return store.write(tables -> {
            Instant now = clock.instant();
            Sliver sliver =
                    new Sliver(tables.slivers().byId(pending.sliver().id()).orElseThrow());
            if (!isStillNext(pending, sliver)) {
                // Deleted or shut down meanwhile, or its host was removed: that this step failed matters no more.
                return true;
            }
            // The host left the accounts as they were; a container that is gone is remade with those that are wanted.
            boolean undone =
                    pending.step().setsAccounts() && sliver.hasUsersLeft() && kind != DockerMasterException.Kind.GONE;
            if (undone) {
                tables.accounts().restore(sliver.id());
            }
            // Accounts that cannot be changed do not break a container that runs.
            boolean broken = pending.step() != Step.UPDATE_USERS;
            Sliver marked = broken ? sliver : sliver.done(done(pending, sliver.row()));
            SliverEvent event = broken ? SliverEvent.STEP_FAILED : SliverEvent.USERS_UPDATED;
            boolean gone = kind == DockerMasterException.Kind.GONE && pending.step() != Step.CREATE;
            SliverWrites.store(
                    tables,
                    marked.on(event)
                            .map(Sliver.Change::sliver)
                            .orElse(marked)
                            .with(
                                    gone ? Condition.CONTAINER_GONE : Condition.STEP_FAILED,
                                    undone ? reason + "; all accounts are as they were before" : reason,
                                    now),
                    now);
            if (broken) {
                tables.work().remove(sliver.id());
            }
            return !broken;
        });
    }
}
