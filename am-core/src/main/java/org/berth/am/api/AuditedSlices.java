// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.berth.am.slice.Described;
import org.berth.am.slice.Requester;
import org.berth.am.slice.Slices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/** The use cases, with a recorder to what one call changes. */
final class AuditedSlices implements Slices {
    /** Of a sliver's struct in an answer. */
    private static final long BYTES_PER_SLIVER = 1000;

    private final Slices slices;
    private final AuditRecorder recorder;
    private final LongConsumer reserveAnswer;

    /** @param reserveAnswer reserves memory for an answer of that many bytes, before it is made */
    AuditedSlices(Slices slices, AuditRecorder recorder, LongConsumer reserveAnswer) {
        this.slices = slices;
        this.recorder = recorder;
        this.reserveAnswer = reserveAnswer;
    }

    @Override
    public void requireAnchor(Urn slice, String anchor) {
        slices.requireAnchor(slice, anchor);
    }

    @Override
    public Urn sliceOf(List<Urn> slivers, boolean bestEffort) {
        return slices.sliceOf(slivers, bestEffort);
    }

    @Override
    public Described allocate(Target slice, Requester requester, String request, Optional<Instant> end) {
        return made(slices.allocate(slice, requester, request, end));
    }

    @Override
    public Described create(
            Target slice, Requester requester, String request, Optional<Instant> end, List<User> users) {
        return made(slices.create(slice, requester, request, end, users));
    }

    @Override
    public long manifestBytes(String request, List<User> users) {
        return slices.manifestBytes(request, users);
    }

    @Override
    public long manifestBytes(Target target, List<User> users) {
        return slices.manifestBytes(target, users);
    }

    @Override
    public Described describe(Target target) {
        return slices.describe(target);
    }

    @Override
    public Described provision(
            Target target, Requester requester, Optional<Instant> end, List<User> users, boolean bestEffort) {
        // The answer was reserved with its manifest.
        return noted(target, () -> slices.provision(target, requester, end, users, bestEffort), Described::slivers);
    }

    @Override
    public List<SliverStatus> status(Target target, boolean bestEffort) {
        return slices.status(target, bestEffort);
    }

    @Override
    public List<SliverStatus> asTheyAre(Target target) {
        return slices.asTheyAre(target);
    }

    @Override
    public boolean isShutDown(Urn slice) {
        return slices.isShutDown(slice);
    }

    @Override
    public List<SliverStatus> perform(Target target, OperationalAction action, List<User> users, boolean bestEffort) {
        recorder.action(action.geniName());
        return changed(target, () -> slices.perform(target, action, users, bestEffort));
    }

    @Override
    public List<SliverStatus> renew(
            Target target, Requester requester, Instant expires, boolean asLateAsPossible, boolean bestEffort) {
        return changed(target, () -> slices.renew(target, requester, expires, asLateAsPossible, bestEffort));
    }

    @Override
    public List<SliverStatus> delete(Target target, boolean bestEffort) {
        return changed(target, () -> slices.delete(target, bestEffort));
    }

    @Override
    public void shutdown(Target slice) {
        List<SliverStatus> before = slices.asTheyAre(slice);
        slices.shutdown(slice);
        note(before, slices.asTheyAre(slice));
    }

    @Override
    public String advertisement(boolean availableOnly) {
        return slices.advertisement(availableOnly);
    }

    private Described made(Described described) {
        recorder.made(described.slivers());
        return described;
    }

    private List<SliverStatus> changed(Target target, Supplier<List<SliverStatus>> change) {
        reserveAnswer.accept(bytes(target, slices.asTheyAre(target)));
        return noted(target, change, Function.identity());
    }

    private <T> T noted(Target target, Supplier<T> change, Function<T, List<SliverStatus>> slivers) {
        List<SliverStatus> before = slices.asTheyAre(target);
        T result = change.get();
        note(before, slivers.apply(result));
        return result;
    }

    /**
     * Estimates what the slivers take in an answer. With best effort, each one that is named comes back, with an error that
     * has its URN again, whether or not it exists.
     */
    static long bytes(Target target, List<SliverStatus> slivers) {
        return slivers.stream()
                        .mapToLong(sliver -> BYTES_PER_SLIVER + sliver.error().length())
                        .sum()
                + target.slivers().stream()
                        .mapToLong(urn -> BYTES_PER_SLIVER + 2L * urn.toString().length())
                        .sum();
    }

    /** Notes those slivers that were there before and are altered. */
    private void note(List<SliverStatus> before, List<SliverStatus> after) {
        Map<Urn, SliverStatus> known =
                before.stream().collect(Collectors.toMap(SliverStatus::sliver, Function.identity()));
        for (SliverStatus sliver : after) {
            SliverStatus former = known.get(sliver.sliver());
            if (former != null && differ(former, sliver)) {
                recorder.changed(former, sliver);
            }
        }
    }

    private static boolean differ(SliverStatus before, SliverStatus after) {
        return before.changes() != after.changes() || !before.audited().equals(after.audited());
    }
}
