// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.PoolSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container host of this AM: its DockerMaster, what its admin says of it, and what was last known of it. All of that may
 * change at any time, but not the name; readers never wait.
 */
public final class Host {
    private static final Logger log = LoggerFactory.getLogger(Host.class);
    private static final HostListener NOBODY = new HostListener() {};

    private final String name;
    private final Clock clock;
    private volatile AdminState adminState;
    private volatile Health health;
    private volatile @Nullable LastAppliedPool lastApplied;
    /** True once the host has answered since this AM started. */
    private volatile boolean answered;

    private volatile @Nullable Unreconciled unreconciled;
    /** True while its own name and prefix are those of its last description, since its admin has changed nothing. */
    private volatile boolean pinned;

    /** A host that takes slivers as soon as it answers. */
    public Host(HostPlan plan, DockerMaster master, Clock clock) {
        this(new AdminState(plan, master, false, false), Optional.empty(), Optional.empty(), false, clock);
    }

    /**
     * A host as it was left: one that answered when it was last asked is taken to do so until it is asked again.
     *
     * @param description what it announced last
     * @param downSince since when it does not answer, if it did not when it was last asked
     * @param repooled whether its admin has said something else of its pool since then
     */
    Host(
            AdminState adminState,
            Optional<HostDescription> description,
            Optional<Instant> downSince,
            boolean repooled,
            Clock clock) {
        this.name = adminState.plan().name();
        this.clock = clock;
        this.adminState = adminState;
        boolean presumed = description.isPresent() && downSince.isEmpty();
        this.health = new Health(
                description.orElse(null),
                presumed ? null : downSince.orElseGet(this::now),
                presumed ? "" : "it was not asked yet",
                "",
                false);
        this.pinned = description.isPresent() && !repooled;
    }

    /**
     * The settings that an admin has given the host here.
     *
     * @param drained whether an admin allows no new slivers on it
     * @param leaving whether it is removed as soon as nothing is left on it
     */
    record AdminState(HostPlan plan, DockerMaster master, boolean drained, boolean leaving) {}

    private record Health(
            @Nullable HostDescription description,
            @Nullable Instant downSince,
            String reason,
            String refusal,
            boolean misbehaving) {}

    private record Unreconciled(Instant since, String reason) {}

    /** The pool settings that a DockerMaster accepted last. */
    private record LastAppliedPool(DockerMaster master, PoolSettings pool) {}

    public String name() {
        return name;
    }

    /** Returns the admin's plan of the host. */
    public HostPlan plan() {
        return adminState.plan();
    }

    /** To be asked for anew for each call: a host may move to another address. */
    public DockerMaster master() {
        return adminState.master();
    }

    /** The public name or address of forwarded ports: the admin's word, else what the host said last. */
    public String hostname() {
        HostPlan plan = plan();
        return plan.pool()
                .hostname()
                .or(() -> description().map(HostDescription::hostname))
                .or(() -> plan.agent().map(AgentAddress::host))
                .orElse(name);
    }

    public Optional<Location> location() {
        return plan().location();
    }

    /** Returns whether one sliver at a time has the host for itself, and only such slivers are placed here. */
    public boolean exclusive() {
        return plan().exclusive();
    }

    /** Memory for slivers, in bytes: the admin's word, else what the host said last; 0 if neither is known. */
    public long memoryBytes() {
        return plan().memoryBytes()
                .orElseGet(() -> description().map(HostDescription::memoryBytes).orElse(0L));
    }

    /** Thousandths of CPUs for slivers: the admin's word, else what the host said last; 0 if neither is known. */
    public int millicpus() {
        return plan().millicpus()
                .orElseGet(() -> description().map(known -> known.cpus() * 1000).orElse(0));
    }

    /** Returns the host's last description of itself, maybe from before this AM started; empty if it never answered. */
    public Optional<HostDescription> description() {
        return Optional.ofNullable(health.description());
    }

    /** Returns whether the host answered when it was last asked, maybe before this AM started. */
    public boolean available() {
        return health.downSince() == null;
    }

    /**
     * Returns whether the host answered when it was last asked, and this AM asked: so it knows its pool, and may be
     * given work.
     */
    public boolean reached() {
        return answered && available();
    }

    /** Returns whether an admin allows no new slivers on the host. */
    public boolean drained() {
        return adminState.drained();
    }

    /** Returns whether the host is removed as soon as nothing is left on it. */
    public boolean leaving() {
        return adminState.leaving();
    }

    /**
     * Returns whether new slivers may be placed on the host: it answers and can start containers, and is neither
     * drained nor leaving.
     */
    public boolean accepts() {
        return available() && cannotStart().isEmpty() && !drained() && !leaving();
    }

    /** Returns the host's reason why it can start no container, and what to do; empty if it can, or does not answer. */
    public Optional<String> cannotStart() {
        return available() ? description().flatMap(known -> known.problems().cannotStart()) : Optional.empty();
    }

    /** Returns the host's condition. */
    public HostCondition condition() {
        Health current = health;
        if (current.misbehaving()) {
            return HostCondition.MISBEHAVING;
        }
        if (current.downSince() != null) {
            return HostCondition.UNREACHABLE;
        }
        if (cannotStart().isPresent()) {
            return HostCondition.UNAVAILABLE;
        }
        return leaving() ? HostCondition.LEAVING : drained() ? HostCondition.DRAINED : HostCondition.AVAILABLE;
    }

    /** A sentence for users on why and since when the host cannot be used; empty if it can. */
    public Optional<String> trouble() {
        Health current = health;
        String state = current.misbehaving() ? " is misbehaving and not used since " : " has not been reachable since ";
        return Optional.ofNullable(current.downSince())
                .map(since -> "host " + name + state + since + ": " + current.reason());
    }

    /** Since when it does not answer, or was not asked; empty if it is {@link #available}. */
    public Optional<Instant> downSince() {
        return Optional.ofNullable(health.downSince());
    }

    /** It was compared with the store to the end. */
    public synchronized void reconciled() {
        unreconciled = null;
    }

    /**
     * It could not be compared with the store.
     *
     * @return whether that, or the reason, is new
     */
    public synchronized boolean reconciliationFailed(String reason) {
        Unreconciled before = unreconciled;
        unreconciled = new Unreconciled(before == null ? now() : before.since(), reason);
        return before == null || !before.reason().equals(reason);
    }

    /** A sentence for the admin on why and since when the host is not compared with the store; empty if it is. */
    public Optional<String> reconciliationFailure() {
        return Optional.ofNullable(unreconciled)
                .map(failure -> "host " + name + " has not been reconciled since " + failure.since()
                        + ", so the states of its slivers may be old: " + failure.reason());
    }

    /** A sentence for the admin on a health problem of the host; empty if there is none. */
    public Optional<String> healthProblem() {
        return trouble()
                .or(() -> cannotStart().map(why -> "host " + name + " can start no container: " + why))
                .or(this::reconciliationFailure)
                .or(this::refusal);
    }

    /** A sentence for the admin on why the host's pool is not as the admin said; empty if it is. */
    public Optional<String> refusal() {
        return Optional.of(health.refusal()).filter(text -> !text.isEmpty());
    }

    AdminState adminState() {
        return adminState;
    }

    /** Another word of the admin, or another way to the host. What was known of the host stays known. */
    synchronized void administer(AdminState next) {
        boolean elsewhere = next.master() != adminState.master();
        if (elsewhere || !next.plan().pool().equals(adminState.plan().pool())) {
            pinned = false;
        }
        adminState = next;
        if (elsewhere) {
            Health before = health;
            Instant since = before.downSince() == null ? now() : before.downSince();
            health = new Health(before.description(), since, "it was not asked yet", "", false);
        }
    }

    /** Asks the host anew; takes as long as its time-out. */
    public void refresh() {
        refresh(NOBODY);
    }

    /** Asks the host anew, and tells what is new. */
    void refresh(HostListener listener) {
        AdminState asked = adminState;
        try {
            HostDescription description = asked.master().describe();
            PoolSettings wanted = asked.plan().pool();
            String refusal = "";
            // Once in any case: what is not said any more is to be again as the host itself has it.
            if (!new LastAppliedPool(asked.master(), wanted).equals(lastApplied) || !wanted.agreeWith(description)) {
                refusal = configure(asked);
                description = asked.master().describe();
            }
            requireItself(asked.plan(), description);
            up(asked, description, refusal, listener);
        } catch (DockerMasterException e) {
            boolean misbehaving = e.kind() == DockerMasterException.Kind.MISBEHAVING;
            tellIf(down(asked, String.valueOf(e.getMessage()), misbehaving), listener);
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.warn("host={} describe failed", name, e);
            tellIf(down(asked, "it could not be described", false), listener);
        }
    }

    private void tellIf(boolean isNew, HostListener listener) {
        if (isNew) {
            listener.lost(this);
        }
    }

    /**
     * It was asked long ago and has not answered.
     *
     * @return whether that is new
     */
    boolean overdue() {
        return down(adminState, "it was asked and does not answer", false);
    }

    /** An agent does not take another name or prefix by itself: it might be that of another host. */
    private void requireItself(HostPlan plan, HostDescription next) {
        HostDescription last = health.description();
        if (last == null || !pinned || plan.local().isPresent()) {
            return;
        }
        PoolSettings said = plan.pool();
        if (!next.hostname().equals(last.hostname()) && !said.hostname().equals(Optional.of(next.hostname()))) {
            throw changed("node_ipv4_hostname " + next.hostname() + " instead of " + last.hostname());
        }
        if (!next.ipv6Prefix().equals(last.ipv6Prefix()) && !said.ipv6Prefix().equals(next.ipv6Prefix())) {
            throw changed("ipv6_prefix " + next.ipv6Prefix().orElse("none") + " instead of "
                    + last.ipv6Prefix().orElse("none"));
        }
    }

    private DockerMasterException changed(String what) {
        return new DockerMasterException(
                DockerMasterException.Kind.MISBEHAVING,
                "it announces " + what + ", which its administrator did not say here. If it is right, say so: in its"
                        + " section, or by 'berth host add " + name + "' with --hostname or --ipv6-prefix; or enrol it"
                        + " again: berth host enroll " + name);
    }

    private String configure(AdminState asked) {
        try {
            asked.master().configure(asked.plan().pool());
            lastApplied = new LastAppliedPool(asked.master(), asked.plan().pool());
            return "";
        } catch (DockerMasterException e) {
            if (e.isOfTheHost()) {
                throw e;
            }
            return "host " + name + " keeps its pool as it is: " + e.getMessage();
        }
    }

    private void up(AdminState asked, HostDescription description, String refusal, HostListener listener) {
        Health before;
        boolean back;
        synchronized (this) {
            if (adminState.master() != asked.master()) {
                return; // This is how it was where it is no more.
            }
            before = health;
            health = new Health(description, null, "", refusal, false);
            pinned = true;
            back = before.downSince() != null || !answered;
            answered = true;
        }
        if (!refusal.isEmpty() && !refusal.equals(before.refusal())) {
            log.warn("host={} {}", name, refusal);
        }
        if (!description.equals(before.description())) {
            listener.described(this, description);
        }
        if (back) {
            log.info("host={} reachable engine=\"{}\"", name, description.engine());
            listener.returned(this);
        }
    }

    /** Records that the host does not answer, and returns whether that or its reason is new. */
    private synchronized boolean down(AdminState asked, String reason, boolean misbehaving) {
        if (adminState.master() != asked.master()) {
            return false;
        }
        Health before = health;
        boolean known = before.downSince() != null && before.reason().equals(reason);
        Instant since = before.downSince() == null ? now() : before.downSince();
        health = new Health(before.description(), since, reason, before.refusal(), misbehaving);
        if (!known) {
            log.warn("host={} {} reason=\"{}\"", name, misbehaving ? "misbehaving" : "unreachable", reason);
        }
        return !known;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
