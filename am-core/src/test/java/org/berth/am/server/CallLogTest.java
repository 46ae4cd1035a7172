// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
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
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.TestFederation;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CallLogTest {
    private static final Caller ALICE = TestFederation.caller(ServerFixture.ALICE);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.berth.am.calls");
    private final CallLog calls = new CallLog(new SimpleMeterRegistry(), Audit.NONE);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void aCallIsOneLineWithWhoWhatWhereAndHowItEnded() throws Exception {
        // given
        Urn slice = Urn.parse("urn:publicid:IDN+example.org+slice+s1");
        Urn bob = Urn.parse("urn:publicid:IDN+example.org+user+bob");

        // when
        calls.record(
                ALICE,
                "Delete",
                () -> new Reply(
                        Map.of(), GeniCode.SEARCHFAILED, Optional.of(slice), Optional.of(bob), Optional.empty()));

        // then
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .matches("call caller=urn:publicid:IDN\\+example.org\\+user\\+alice"
                        + " for=urn:publicid:IDN\\+example.org\\+user\\+bob method=Delete"
                        + " slice=urn:publicid:IDN\\+example.org\\+slice\\+s1 code=12 ms=\\d+");
    }

    @Test
    void whatChangesSomethingIsAuditedWithWhatItChanged() throws Exception {
        // given
        Urn slice = Urn.parse("urn:publicid:IDN+example.org+slice+s1");
        Urn sliver = Urn.parse("urn:publicid:IDN+am.example.org+sliver+1");
        SliverStatus before = new SliverStatus(
                sliver,
                Instant.parse("2030-01-08T00:00:00Z"),
                AllocationState.PROVISIONED,
                OperationalState.READY,
                "",
                0);
        SliverStatus after = new SliverStatus(
                sliver,
                Instant.parse("2030-01-09T00:00:00Z"),
                AllocationState.PROVISIONED,
                OperationalState.READY,
                "",
                0);
        AuditEntry entry = new AuditEntry(
                true, List.of("abc"), "geni_start", List.of(new SliverChange(sliver, Optional.of(before), after)));
        List<String> audited = new ArrayList<>();
        CallLog audit = new CallLog(new SimpleMeterRegistry(), (event, fields) -> audited.add(event + " " + fields));

        // when
        audit.record(
                ALICE.from("192.0.2.7"),
                "PerformOperationalAction",
                () -> new Reply(
                        Map.of("output", ""),
                        GeniCode.SUCCESS,
                        Optional.of(slice),
                        Optional.empty(),
                        Optional.of(entry)));
        audit.record(
                ALICE,
                "Status",
                () -> new Reply(Map.of(), GeniCode.SUCCESS, Optional.of(slice), Optional.empty(), Optional.empty()));

        // then
        String state = "{allocation=geni_provisioned, operational=geni_ready, expires=2030-01-0";
        assertThat(audited)
                .singleElement()
                .asString()
                .startsWith("call {method=PerformOperationalAction, action=geni_start, caller=" + ALICE.urn()
                        + ", user=" + ALICE.urn() + ", certificate="
                        + Fingerprint.of(ALICE.certificate()) + ", address=192.0.2.7, credentials=[abc], slice="
                        + slice + ", code=0, output=, ms=")
                .endsWith("slivers=[{sliver=" + sliver + ", before=" + state + "8T00:00:00Z}, after=" + state
                        + "9T00:00:00Z}}]}");
    }

    @Test
    void whatTheClientMadeUpCannotForgeALine() {
        // when
        assertThatThrownBy(() -> calls.record(ALICE, "x\r\ncall caller=root" + "y".repeat(100), () -> {
                    throw RpcFault.unknownMethod("x");
                }))
                .isInstanceOf(RpcFault.class);

        // then
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("method=x??call?caller=root")
                .contains("slice=- code=fault -32601 ms=")
                .doesNotContain("\n", "\r", "y".repeat(50));
    }
}
