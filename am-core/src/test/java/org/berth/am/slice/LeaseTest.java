// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** How long slivers live. */
class LeaseTest extends OneHostFixture {
    @Test
    void anAllocatedSliverIsRenewedForMinutesOnly() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");
        Instant latest = SlicesFixture.START.plus(Duration.ofMinutes(15));
        am.clock.advance(Duration.ofMinutes(5));

        // when, then
        refused(
                () -> renew(Duration.ofDays(15), false),
                GeniCode.REFUSED,
                "at most " + latest + ", by the credential and this aggregate's limit of 10 minutes for slivers that"
                        + " are not provisioned");
        assertThat(renew(Duration.ofMinutes(15), false)).isEqualTo(latest);
        assertThat(renew(Duration.ofDays(15), true)).isEqualTo(latest);
    }

    @Test
    void ofAllocatedAndProvisionedSliversEachIsRenewedAsFarAsItMay() {
        // given
        am.ready("a");
        am.allocate(SlicesFixture.SLICE, "b");

        // when
        List<SliverStatus> renewed = am.slices.renew(
                WHOLE, SlicesFixture.REQUESTER, SlicesFixture.START.plus(Duration.ofDays(15)), true, false);

        // then
        assertThat(renewed)
                .extracting(SliverStatus::expires)
                .containsExactly(
                        SlicesFixture.START.plus(Duration.ofDays(15)),
                        SlicesFixture.START.plus(Duration.ofMinutes(10)));
    }

    @Test
    void endAskedForAtAllocateIsForgottenByRenew() {
        // given
        am.slices.allocate(
                Target.wholeSlice(SlicesFixture.SLICE),
                SlicesFixture.REQUESTER,
                SlicesFixture.request("a"),
                Optional.of(SlicesFixture.CREDENTIAL_END));
        renew(Duration.ofMinutes(5), false);

        // when
        Described provisioned = am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false);

        // then
        assertThat(provisioned.slivers())
                .extracting(SliverStatus::expires)
                .containsExactly(SlicesFixture.START.plus(Duration.ofDays(7)));
    }

    @Test
    void renewShortensExtendsAndRefusesWhatIsTooLate() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        assertThat(renew(Duration.ofMinutes(5), false)).isEqualTo(SlicesFixture.START.plus(Duration.ofMinutes(5)));
        assertThat(renew(Duration.ofDays(19), false)).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(19)));
        refused(() -> renew(Duration.ofDays(21), false), GeniCode.REFUSED, "2030-01-21T00:00:00Z");
        refused(() -> renew(Duration.ofSeconds(-1), false), GeniCode.BADARGS, "not in the future");
        assertThat(am.status(sliver).expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(19)));
        assertThat(renew(Duration.ofDays(90), true)).isEqualTo(SlicesFixture.CREDENTIAL_END);
    }

    @Test
    void expiredSliverIsRemovedFromItsHost() {
        // given
        am.ready("a");

        // when
        am.clock.advance(Duration.ofDays(7));
        am.leaseEnds.expire();
        am.work();

        // then
        assertThat(am.master.containers()).isEmpty();
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    private Instant renew(Duration fromStart, boolean alap) {
        return am.slices
                .renew(WHOLE, SlicesFixture.REQUESTER, SlicesFixture.START.plus(fromStart), alap, false)
                .get(0)
                .expires();
    }
}
