// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.am.api.AuditEntry;
import org.berth.am.api.Reply;
import org.berth.am.api.RpcFault;
import org.berth.am.api.SliverChange;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.federation.TestFederation;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

class RefusedCallsTest {
    private static final Urn SLICE = Urn.parse("urn:publicid:IDN+example.org+slice+s1");
    private static final TestFederation FEDERATION =
            new TestFederation(new SettableClock(Instant.parse("2030-01-01T00:00:00Z")));
    private static final Caller ALICE =
            TestFederation.caller(FEDERATION.user("alice")).from("192.0.2.7");
    private static final AuditEntry WITHOUT_RIGHT = new AuditEntry(false, List.of(), "", List.of());
    private static final AuditEntry WITH_RIGHT = new AuditEntry(true, List.of("abc"), "", List.of());

    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<String> audited = new ArrayList<>();
    private final List<String> excess = new ArrayList<>();
    private final CallLog calls = new CallLog(new SimpleMeterRegistry(), new Recording(), clock);

    @Test
    void refusalsOfACallerWithoutARightAreOneEntryHoweverManyThereAre() throws Exception {
        // when
        for (int i = 0; i < 5000; i++) {
            call(ALICE, i % 2 == 0 ? "Allocate" : "Delete", GeniCode.FORBIDDEN, WITHOUT_RIGHT);
        }
        assertThat(audited).isEmpty();
        calls.writeRefused();

        // then
        assertThat(audited)
                .singleElement()
                .asString()
                .startsWith("refused {caller=" + ALICE.urn() + ", since=2030-01-01T00:00:00Z, calls=5000,"
                        + " methods={Allocate=2500, Delete=2500}, codes={3=5000}, user=" + ALICE.urn())
                .contains("address=192.0.2.7", "output=no");

        // and nothing twice
        calls.writeRefused();
        assertThat(audited).hasSize(1);
    }

    @Test
    void refusalsOfWhoHasTheRightAreRecordedInFullUntilThereAreTooMany() throws Exception {
        // when
        for (int i = 0; i < RefusedCalls.IN_FULL + 40; i++) {
            call(ALICE, "Allocate", GeniCode.TOOBIG, WITH_RIGHT);
        }
        calls.writeRefused();

        // then
        assertThat(audited).filteredOn(line -> line.startsWith("call ")).hasSize(RefusedCalls.IN_FULL);
        assertThat(audited)
                .filteredOn(line -> line.startsWith("refused "))
                .singleElement()
                .asString()
                .contains("calls=40,");
    }

    @Test
    void whatIsGrantedIsAlwaysRecordedButApartFromOthersIfThereIsTooMuch() throws Exception {
        // when
        for (int i = 0; i < 2 * CallAudit.GRANTED; i++) {
            call(ALICE, "Renew", GeniCode.SUCCESS, WITH_RIGHT);
        }
        call(other(1), "Renew", GeniCode.SUCCESS, WITH_RIGHT);

        // then
        assertThat(audited).hasSize(CallAudit.GRANTED + 1).allMatch(line -> line.startsWith("call "));
        assertThat(excess).hasSize(CallAudit.GRANTED).allMatch(line -> line.startsWith("call "));

        // and when
        clock.advance(Duration.ofMinutes(10));
        call(ALICE, "Renew", GeniCode.SUCCESS, WITH_RIGHT);

        // then
        assertThat(audited).hasSize(CallAudit.GRANTED + 2);
    }

    @Test
    void eachSliverThatWasChangedCountsToo() throws Exception {
        // given
        SliverStatus status = new SliverStatus(
                Urn.parse("urn:publicid:IDN+example.org+sliver+s"),
                clock.instant(),
                AllocationState.PROVISIONED,
                OperationalState.READY,
                "",
                0);
        AuditEntry large = new AuditEntry(
                true,
                List.of("abc"),
                "",
                Collections.nCopies(99, new SliverChange(status.sliver(), Optional.empty(), status)));

        // when
        for (int i = 0; i < 10; i++) {
            call(ALICE, "Renew", GeniCode.SUCCESS, large);
        }

        // then
        assertThat(audited).hasSize(CallAudit.GRANTED / 100);
        assertThat(excess)
                .hasSize(10 - CallAudit.GRANTED / 100)
                .allSatisfy(line -> assertThat(line)
                        .contains("sliver_count=99")
                        .doesNotContain(status.sliver().toString())
                        .hasSizeLessThan(1000));
    }

    @Test
    void manyCallersCostABoundedNumberOfEntries() throws Exception {
        // when
        for (int i = 0; i < 3 * RefusedCalls.CALLERS; i++) {
            call(other(i), "Allocate", GeniCode.FORBIDDEN, WITHOUT_RIGHT);
        }
        calls.writeRefused();

        // then
        assertThat(audited).hasSize(RefusedCalls.CALLERS + 1);
        assertThat(audited)
                .filteredOn(line -> line.startsWith("refused {caller=, "))
                .singleElement()
                .asString()
                .contains("calls=" + 2 * RefusedCalls.CALLERS + ",");
    }

    @Test
    void linesOfTheLogAreBudgetedForEachCaller() {
        // given
        CallerLines lines = new CallerLines(clock);
        List<String> written = new ArrayList<>();

        // when
        for (int i = 0; i < 2 * CallerLines.LINES_PER_MINUTE; i++) {
            lines.write("alice", () -> written.add("alice"), () -> written.add("too many"));
        }
        lines.write("bob", () -> written.add("bob"), () -> written.add("never"));

        // then
        assertThat(written).hasSize(CallerLines.LINES_PER_MINUTE + 2).endsWith("alice", "too many", "bob");
        clock.advance(Duration.ofMinutes(1));
        lines.write("alice", () -> written.add("alice again"), () -> written.add("never"));
        assertThat(written).endsWith("alice again");
    }

    @Test
    void manyCallersShareTheLinesOfOneBeyondABound() {
        // given
        CallerLines lines = new CallerLines(clock);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < CallerBudget.CALLERS; i++) {
            lines.write("c" + i, () -> {}, () -> {});
        }

        // when
        for (int i = 0; i < 2 * CallerLines.LINES_PER_MINUTE; i++) {
            lines.write("more" + i, () -> written.add("line"), () -> written.add("last"));
        }

        // then
        assertThat(written).hasSize(CallerLines.LINES_PER_MINUTE + 1);
    }

    private void call(Caller caller, String method, GeniCode code, AuditEntry entry) throws RpcFault {
        Map<String, Object> unused = calls.record(
                caller,
                method,
                () -> new Reply(
                        Map.of("output", "no"), code, Optional.of(SLICE), Optional.empty(), Optional.of(entry)));
    }

    private final class Recording implements Audit {
        @Override
        public void write(String event, Map<String, ?> fields) {
            audited.add(event + " " + fields);
        }

        @Override
        public void writeExcess(String event, Map<String, ?> fields) {
            excess.add(event + " " + fields);
        }
    }

    private static Caller other(int number) {
        return new Caller(Urn.parse("urn:publicid:IDN+example.org+user+u" + number), ALICE.chain());
    }
}
