// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.berth.am.audit.Audit;
import org.berth.am.slice.OneHostFixture;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

class EndpointAuditTest extends OneHostFixture {
    private static final Urn BOB = Urn.parse("urn:publicid:IDN+sa.example.org+user+bob");

    private final List<String> audited = new ArrayList<>();

    @Test
    void whoGetsAPortAndGivesItBackIsRecorded() {
        // given
        Urn sliver = allocate();

        // when
        write();

        // then
        assertThat(audited)
                .singleElement()
                .isEqualTo("assigned {at=" + SlicesFixture.START + ", sliver=" + sliver + ", slice="
                        + SlicesFixture.SLICE.key() + ", user=" + BOB.key()
                        + ", node=a, host=host1, port=13000, ipv6=}");

        // and when it is deleted, once its host has confirmed that
        provision();
        am.work();
        am.clock.advance(Duration.ofHours(1));
        am.slices.delete(WHOLE, false);
        write();
        assertThat(audited).hasSize(1);
        am.work();
        write();
        assertThat(audited)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("released {at=" + SlicesFixture.START.plus(Duration.ofHours(1)) + ", sliver=" + sliver)
                .contains("user=" + BOB.key(), "port=13000");
    }

    @Test
    void whatIsOnlyAllocatedIsReleasedWhenItsLeaseEnds() {
        // given
        Urn sliver = allocate();

        // when
        am.clock.advance(Duration.ofMinutes(11));
        am.leaseEnds.expire();
        write();

        // then
        assertThat(audited)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("released {")
                .contains("sliver=" + sliver);
    }

    @Test
    void anotherPortThatTheHostGaveIsRecorded() {
        // given
        allocate();
        am.master.take(13000, 13002);

        // when
        provision();
        am.work();
        write();

        // then
        assertThat(audited).hasSize(3);
        assertThat(audited.get(1)).startsWith("released {").contains("port=13000");
        assertThat(audited.get(2)).startsWith("assigned {").contains("port=13002", "user=" + BOB.key());
    }

    @Test
    void nothingIsLostWhereItCouldNotBeWrittenAtOnceAndNothingIsWrittenTwice() {
        // given
        allocate();
        am.slices.delete(WHOLE, false);

        // when
        write();
        write();

        // then
        assertThat(audited).hasSize(2);
    }

    @Test
    void eventsStayStoredUntilTheAuditLogHasThemInItsFile() {
        // given
        allocate();
        AtomicBoolean flushed = new AtomicBoolean();
        Audit audit = new Audit() {
            @Override
            public void write(String event, Map<String, ?> fields) {
                audited.add(event);
            }

            @Override
            public boolean flush() {
                return flushed.get();
            }
        };

        // when the log does not get to it, and then does
        try (EndpointAudit endpoints = new EndpointAudit(am.store, audit)) {
            endpoints.write();
            assertThat(am.store.<List<?>>read(tables -> tables.endpoints().oldest(9)))
                    .hasSize(1);
            flushed.set(true);
            endpoints.write();
        }

        // then
        assertThat(audited).containsExactly("assigned", "assigned");
        assertThat(am.store.<List<?>>read(tables -> tables.endpoints().oldest(9)))
                .isEmpty();
    }

    private Urn allocate() {
        return am.slices
                .allocate(
                        Target.wholeSlice(SlicesFixture.SLICE),
                        SlicesFixture.requester(BOB),
                        SlicesFixture.request("a"),
                        Optional.empty())
                .slivers()
                .get(0)
                .sliver();
    }

    private void provision() {
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);
    }

    private void write() {
        try (EndpointAudit audit = new EndpointAudit(
                am.store, (String event, Map<String, ?> fields) -> audited.add(event + " " + fields))) {
            audit.write();
        }
    }
}
