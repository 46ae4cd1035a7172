// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.slice.Described;
import org.berth.am.slice.Requester;
import org.berth.am.slice.Slices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;

/** Use cases that do nothing but tell what they were asked. One sliver exists, {@link #SLIVER} of {@link #SLICE}. */
final class RecordingSlices implements Slices {
    static final Urn SLICE = Urn.parse("urn:publicid:IDN+example.org+slice+s1");
    static final Urn SLIVER = Urn.parse("urn:publicid:IDN+am.example.org+sliver+0f0e");
    static final Urn OTHER_SLIVER = Urn.parse("urn:publicid:IDN+am.example.org+sliver+0f0f");
    static final Instant EXPIRES = Instant.parse("2030-01-08T00:00:00Z");
    static final String MANIFEST = "<rspec type=\"manifest\"/>";

    final List<String> asked = new ArrayList<>();

    /** What status, describe and renew show. */
    List<SliverStatus> shown = List.of(sliver(AllocationState.PROVISIONED, OperationalState.READY));

    /** What is there before and after a change; as {@link #shown} where not said. */
    @Nullable
    List<SliverStatus> live;

    boolean shutDown;

    /** Refuses actions to the sliver if true, as best effort does. */
    boolean refuses;

    /** What every use case throws, if anything. */
    @Nullable
    RuntimeException failure;

    @Override
    public void requireAnchor(Urn slice, String anchor) {
        // any
    }

    @Override
    public Urn sliceOf(List<Urn> slivers, boolean bestEffort) {
        ask("sliceOf " + slivers + (bestEffort ? " best effort" : ""));
        List<Urn> known =
                slivers.stream().filter(List.of(SLIVER, OTHER_SLIVER)::contains).toList();
        if (bestEffort ? known.isEmpty() : known.size() < slivers.size()) {
            throw new AmException(GeniCode.SEARCHFAILED, "there is no such sliver here");
        }
        return SLICE;
    }

    @Override
    public Described allocate(Target slice, Requester requester, String request, Optional<Instant> end) {
        ask("allocate " + slice.slice() + " until " + requester.until() + " end " + end.orElse(null) + " " + request);
        return described(slice.slice(), AllocationState.ALLOCATED, OperationalState.PENDING_ALLOCATION);
    }

    @Override
    public Described create(
            Target slice, Requester requester, String request, Optional<Instant> end, List<User> users) {
        ask("create " + slice.slice() + " until " + requester.until() + " end " + end.orElse(null) + " " + users + " "
                + request);
        return described(slice.slice(), AllocationState.PROVISIONED, OperationalState.CONFIGURING);
    }

    @Override
    public long manifestBytes(String request, List<User> users) {
        return 0;
    }

    @Override
    public long manifestBytes(Target target, List<User> users) {
        return 0;
    }

    @Override
    public Described describe(Target target) {
        ask("describe " + target);
        return new Described(target.slice(), MANIFEST, shown);
    }

    @Override
    public Described provision(
            Target target, Requester requester, Optional<Instant> end, List<User> users, boolean bestEffort) {
        ask("provision " + target + " until " + requester.until() + " end " + end.orElse(null) + " " + users + " "
                + bestEffort);
        return described(target.slice(), AllocationState.PROVISIONED, OperationalState.CONFIGURING);
    }

    @Override
    public List<SliverStatus> status(Target target, boolean bestEffort) {
        ask("status " + target + (bestEffort ? " best effort" : ""));
        return shown;
    }

    @Override
    public List<SliverStatus> asTheyAre(Target target) {
        return live == null ? shown : live;
    }

    @Override
    public boolean isShutDown(Urn slice) {
        return shutDown;
    }

    @Override
    public List<SliverStatus> perform(Target target, OperationalAction action, List<User> users, boolean bestEffort) {
        ask("perform " + action + " " + target + " " + users + " " + bestEffort);
        SliverStatus done = sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING);
        return List.of(
                refuses
                        ? done.withError("refused")
                        : new SliverStatus(
                                SLIVER,
                                EXPIRES,
                                done.allocation(),
                                done.operational(),
                                "",
                                action == OperationalAction.START ? 0 : 1));
    }

    @Override
    public List<SliverStatus> renew(
            Target target, Requester requester, Instant expires, boolean asLateAsPossible, boolean bestEffort) {
        ask("renew " + target + " until " + requester.until() + " to " + expires + " " + asLateAsPossible + " "
                + bestEffort);
        return shown;
    }

    @Override
    public List<SliverStatus> delete(Target target, boolean bestEffort) {
        ask("delete " + target + " " + bestEffort);
        return List.of(sliver(AllocationState.UNALLOCATED, OperationalState.PENDING_ALLOCATION));
    }

    @Override
    public void shutdown(Target slice) {
        ask("shutdown " + slice.slice());
        live = List.of(sliver(AllocationState.PROVISIONED, OperationalState.STOPPING));
    }

    @Override
    public String advertisement(boolean availableOnly) {
        ask("advertisement " + availableOnly);
        return "<rspec type=\"advertisement\"/>";
    }

    private void ask(String what) {
        asked.add(what);
        if (failure != null) {
            throw failure;
        }
    }

    private static Described described(Urn slice, AllocationState allocation, OperationalState operational) {
        return new Described(slice, MANIFEST, List.of(sliver(allocation, operational)));
    }

    static SliverStatus sliver(AllocationState allocation, OperationalState operational) {
        return new SliverStatus(SLIVER, EXPIRES, allocation, operational, "", 0);
    }
}
