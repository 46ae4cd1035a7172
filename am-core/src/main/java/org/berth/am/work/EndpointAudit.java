// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.berth.am.audit.Audit;
import org.berth.am.store.EndpointTable.EndpointEvent;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes who got and gave back which port and addresses into the audit log: events {@code assigned} and {@code released}. They are
 * stored in the transaction that they are of, so that the death of the AM loses none; it may have one written twice.
 */
public final class EndpointAudit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EndpointAudit.class);
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Audit audit;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("endpoint-audit"));

    public EndpointAudit(Store store, Audit audit) {
        this.store = store;
        this.audit = audit;
    }

    /** Writes what comes from now on, within a second or two. */
    void start() {
        var unused = thread.scheduleWithFixedDelay(this::tryToWrite, 1, 1, TimeUnit.SECONDS);
    }

    private void tryToWrite() {
        try {
            write();
        } catch (StoreException e) {
            log.debug("endpoints are not written into the audit log; the store has said why", e);
        } catch (RuntimeException e) { // It would end the schedule for good.
            log.error("endpoints are not written into the audit log; next try in a second", e);
        }
    }

    /** Writes all that there is. */
    public void write() {
        List<EndpointEvent> events = store.read(tables -> tables.endpoints().oldest(AT_ONCE));
        while (!events.isEmpty()) {
            events.forEach(event -> audit.write(event.event(), fields(event)));
            if (!audit.flush()) {
                return; // They stay stored, and are written again.
            }
            long last = events.get(events.size() - 1).number();
            events = store.write(tables -> {
                tables.endpoints().removeUpTo(last);
                return tables.endpoints().oldest(AT_ONCE);
            });
        }
    }

    private static Map<String, Object> fields(EndpointEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", event.at().toString());
        fields.put("sliver", event.sliver());
        fields.put("slice", event.slice());
        fields.put("user", event.user());
        fields.put("node", event.node());
        fields.put("host", event.host());
        fields.put("port", event.port());
        fields.put("ipv6", event.ipv6().orElse(""));
        return fields;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        Closing.await(thread);
        tryToWrite();
    }
}
