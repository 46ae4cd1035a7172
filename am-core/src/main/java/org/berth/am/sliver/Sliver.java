// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.berth.am.store.SliverRow;
import org.berth.dockermaster.FoundSliver;
import org.berth.rspec.Urn;

/**
 * A sliver as stored, with the rules about its states.
 *
 * @param row what is stored
 */
public record Sliver(SliverRow row) {
    public String id() {
        return row.place().id();
    }

    public Urn urn() {
        return Urn.parse(row.place().urn());
    }

    public AllocationState allocation() {
        return AllocationState.valueOf(row.lease().allocation());
    }

    public OperationalState operational() {
        return OperationalState.valueOf(row.wish().operational());
    }

    public DesiredState wanted() {
        return DesiredState.valueOf(row.wish().wanted());
    }

    /** Returns the lifecycle of its kind; containers are the only one so far. */
    public Lifecycle lifecycle() {
        return ContainerLifecycle.LIFECYCLE;
    }

    public boolean liveAt(Instant now) {
        return allocation() != AllocationState.UNALLOCATED
                && row.lease().expires().isAfter(now);
    }

    public SliverStatus status() {
        SliverRow.Wish wish = row.wish();
        return new SliverStatus(
                urn(),
                row.lease().expires(),
                allocation(),
                operational(),
                conditions().sentence(),
                wish.generation() + wish.restarts() + wish.users());
    }

    /** The sliver with another end of its lease. */
    public Sliver until(Instant expires) {
        // An end that Allocate asked for is out of date with it.
        return new Sliver(row.with(new SliverRow.Lease(row.lease().allocation(), expires, Optional.empty())));
    }

    /** The sliver as provisioned, to be made and started. */
    public Sliver provisioned(Instant expires) {
        SliverRow.Done done = row.done();
        return new Sliver(row.with(new SliverRow.Lease(AllocationState.PROVISIONED.name(), expires, Optional.empty()))
                .with(new SliverRow.Wish(
                        DesiredState.RUNNING.name(),
                        OperationalState.CONFIGURING.name(),
                        1,
                        0,
                        row.wish().users()))
                .with(new SliverRow.Done(
                        done.generation(), done.restarts(), done.users(), done.executes(), true, done.holdsSlot()))
                .withConditions(List.of()));
    }

    /**
     * The sliver as deleted. Where the host may hold something of it, it keeps its slot until the host has confirmed that
     * nothing is left.
     */
    Sliver deleted() {
        SliverRow.Done done = row.done();
        return new Sliver(row.with(new SliverRow.Lease(
                        AllocationState.UNALLOCATED.name(), row.lease().expires(), Optional.empty()))
                .with(new SliverRow.Wish(
                        DesiredState.ABSENT.name(),
                        OperationalState.PENDING_ALLOCATION.name(),
                        row.wish().generation(),
                        row.wish().restarts(),
                        row.wish().users()))
                .with(new SliverRow.Done(
                        done.generation(),
                        done.restarts(),
                        done.users(),
                        done.executes(),
                        done.onHost(),
                        done.onHost()))
                .withConditions(List.of()));
    }

    /** Returns the change that an event makes to the sliver; empty if its state does not allow it. */
    public Optional<Change> on(SliverEvent event) {
        return lifecycle().from(operational(), event).map(transition -> {
            Set<SideEffect> effects = transition.effects();
            SliverRow.Wish wish = row.wish();
            String wanted = effects.contains(SideEffect.WANT_RUNNING)
                    ? DesiredState.RUNNING.name()
                    : effects.contains(SideEffect.WANT_STOPPED) ? DesiredState.STOPPED.name() : wish.wanted();
            SliverRow.Wish next = new SliverRow.Wish(
                    wanted,
                    transition.next().name(),
                    wish.generation() + count(effects, SideEffect.NEW_GENERATION),
                    wish.restarts() + count(effects, SideEffect.COUNT_RESTART),
                    wish.users() + count(effects, SideEffect.COUNT_USERS_CHANGE));
            return new Change(new Sliver(row.with(next)).with(after(effects)), effects);
        });
    }

    private Conditions after(Set<SideEffect> effects) {
        if (effects.contains(SideEffect.CLEAR_CONDITIONS)) {
            return conditions().without(condition -> condition != Condition.HOST_REMOVED);
        }
        return effects.contains(SideEffect.CLEAR_FAILURES) ? conditions().without(Condition::isCause) : conditions();
    }

    /** The sliver after its host was removed with all that it had: failed, and nothing is left that the host must do. */
    public Sliver lostWithHost(String reason, Instant now) {
        SliverRow.Done done = row.done();
        boolean provisioned = allocation() == AllocationState.PROVISIONED;
        String state = provisioned ? OperationalState.FAILED.name() : row.wish().operational();
        Sliver lost = new Sliver(row.with(row.wish().in(state))
                .with(new SliverRow.Done(
                        done.generation(),
                        done.restarts(),
                        done.users(),
                        done.executes(),
                        false,
                        allocation() != AllocationState.UNALLOCATED))
                .withConditions(List.of()));
        return allocation() == AllocationState.UNALLOCATED ? lost : lost.with(Condition.HOST_REMOVED, reason, now);
    }

    /** Returns what Status must tell of it. */
    public Conditions conditions() {
        return Conditions.of(row);
    }

    /** Returns the sliver with other conditions. */
    public Sliver with(Conditions conditions) {
        return new Sliver(row.withConditions(conditions.rows()));
    }

    /** Returns the sliver without the failure of an earlier step, for when a later one has succeeded. */
    public Sliver withoutFailedStep() {
        return with(conditions().without(condition -> condition == Condition.STEP_FAILED));
    }

    /** Returns the sliver with another condition. */
    public Sliver with(Condition condition, String text, Instant now) {
        return with(conditions().with(condition, text, now));
    }

    /** Returns whether the sliver's host was removed while the sliver was on it. */
    public boolean isLostWithHost() {
        return conditions().has(Condition.HOST_REMOVED);
    }

    /**
     * Returns whether a settled sliver's container is ahead of the store's counts: the store is older, restored from a
     * backup.
     */
    public boolean isBehind(FoundSliver container) {
        SliverRow.Done done = row.done();
        return container.generation() > done.generation()
                || (container.generation() == done.generation()
                        && (container.restarts() > done.restarts() || container.userChanges() > done.users()));
    }

    /** The sliver counted on from where its container is, so that what is asked for next is not taken for a late request. */
    public Sliver caughtUp(FoundSliver container) {
        SliverRow.Wish wish = row.wish();
        SliverRow.Done done = row.done();
        boolean same = container.generation() == wish.generation();
        return new Sliver(row.with(new SliverRow.Wish(
                        wish.wanted(),
                        wish.operational(),
                        Math.max(container.generation(), wish.generation()),
                        Math.max(container.restarts(), wish.restarts()),
                        // What was wanted in vain stays wanted.
                        Math.max(container.userChanges(), wish.users())))
                .with(new SliverRow.Done(
                        container.generation(),
                        same ? Math.max(container.restarts(), done.restarts()) : container.restarts(),
                        Math.max(container.userChanges(), done.users()),
                        // Of another container none have; the host runs none a second time.
                        container.generation() == done.generation() ? done.executes() : 0,
                        done.onHost(),
                        done.holdsSlot())));
    }

    /** Returns whether a change of accounts is not carried out yet. */
    public boolean hasUsersLeft() {
        return row.done().users() < row.wish().users();
    }

    public Sliver done(SliverRow.Done done) {
        return new Sliver(row.with(done));
    }

    private static int count(Set<SideEffect> effects, SideEffect effect) {
        return effects.contains(effect) ? 1 : 0;
    }

    /**
     * A sliver after an event.
     *
     * @param sliver the sliver to be stored
     * @param effects what else belongs into the same transaction
     */
    public record Change(Sliver sliver, Set<SideEffect> effects) {
        /** Returns the change with another condition of the sliver. */
        public Change with(Condition condition, String text, Instant now) {
            return new Change(sliver.with(condition, text, now), effects);
        }
    }
}
