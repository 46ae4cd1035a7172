// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.berth.am.api.Reply;
import org.berth.am.api.RpcFault;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log line, up to 600 of a caller in a minute, and one timer per call: {@code caller for method slice code ms}, always in that order, {@code -} for what
 * is not known; {@code for} is the user for whom a tool was proved to speak. Calls that change something go into the audit
 * log too. What the client wrote itself appears in it only as printable ASCII.
 */
public final class CallLog {
    private static final Logger log = LoggerFactory.getLogger("org.berth.am.calls");
    private static final int LONGEST_METHOD = 40;

    private final MeterRegistry metrics;
    private final CallAudit audit;
    private final CallerLines lines;

    /** @param audit where calls that change something are kept */
    public CallLog(MeterRegistry metrics, Audit audit) {
        this(metrics, audit, InstantSource.system());
    }

    CallLog(MeterRegistry metrics, Audit audit, InstantSource clock) {
        this.metrics = metrics;
        this.audit = new CallAudit(audit, clock);
        this.lines = new CallerLines(clock);
    }

    /** Writes the refused calls that were counted since this was called last into the audit log. */
    void writeRefused() {
        audit.writeCounts();
    }

    /** Runs the call and records how it ended; gives what is to be sent. */
    Map<String, Object> record(Caller caller, String method, Call call) throws RpcFault {
        Timer.Sample sample = Timer.start(metrics);
        try {
            Reply reply = call.run();
            String code = Integer.toString(reply.code().number());
            long ms = stop(sample, method, code);
            line(caller, text(reply.speakingFor()), method, text(reply.slice()), code, ms);
            audit.write(caller, method, reply, ms);
            return reply.struct();
        } catch (RpcFault fault) {
            // The name of a method that does not exist is the client's own invention: no label.
            line(caller, "-", method, "-", "fault " + fault.code(), stop(sample, "-", "fault"));
            throw fault;
        } catch (RuntimeException | Error e) {
            line(caller, "-", method, "-", "failed", stop(sample, "-", "failed"));
            throw e;
        }
    }

    private long stop(Timer.Sample sample, String method, String code) {
        Timer timer = Timer.builder("berth.calls")
                .description("Calls of the AM API, by method and result code")
                .tags("method", method, "code", code)
                .serviceLevelObjectives(
                        Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(metrics);
        return Duration.ofNanos(sample.stop(timer)).toMillis();
    }

    private void line(Caller caller, String user, String method, String slice, String code, long ms) {
        lines.write(
                caller.urn().toString(),
                () -> log.info(
                        "call caller={} for={} method={} slice={} code={} ms={}",
                        caller.urn(),
                        user,
                        printable(method),
                        slice,
                        code,
                        ms),
                () -> log.warn(
                        "call caller={} has made too many calls: no more lines for it until this minute ends",
                        caller.urn()));
    }

    private static String text(Optional<Urn> urn) {
        return urn.map(Urn::toString).orElse("-");
    }

    /** Without blanks, which stand between a line's fields. */
    private static String printable(String method) {
        return Printable.ascii(method, LONGEST_METHOD).replace(' ', '?');
    }

    /** A call that is about to be made. */
    interface Call {
        Reply run() throws RpcFault;
    }
}
