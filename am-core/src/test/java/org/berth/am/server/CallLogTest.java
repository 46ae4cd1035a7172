package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.am.api.Reply;
import org.berth.am.api.RpcFault;
import org.berth.am.auth.Caller;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CallLogTest {
    private static final Caller ALICE = TestFederation.caller(ServerFixture.ALICE);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.berth.am.calls");
    private final CallLog calls = new CallLog(new SimpleMeterRegistry());

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
                () -> new Reply(Map.of(), GeniCode.SEARCHFAILED, Optional.of(slice), Optional.of(bob)));

        // then
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .matches("call caller=urn:publicid:IDN\\+example.org\\+user\\+alice"
                        + " for=urn:publicid:IDN\\+example.org\\+user\\+bob method=Delete"
                        + " slice=urn:publicid:IDN\\+example.org\\+slice\\+s1 code=12 ms=\\d+");
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
