// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.berth.am.store.HostTable;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.dockermaster.HostDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what hosts report. It stores the state at the moment of writing, since others may report something newer
 * meanwhile.
 */
final class HostRecorder implements HostListener {
    private static final Logger log = LoggerFactory.getLogger(HostRecorder.class);

    private final Store store;

    HostRecorder(Store store) {
        this.store = store;
    }

    @Override
    public void described(Host host, HostDescription description) {
        record(host, table -> table.describe(host.name(), HostJson.of(description)));
    }

    @Override
    public void lost(Host host) {
        recordDownSince(host, host::downSince);
    }

    @Override
    public void returned(Host host) {
        recordDownSince(host, host::downSince);
    }

    @Override
    public void removed(Host host) {
        recordDownSince(host, Optional::empty);
    }

    private void recordDownSince(Host host, Supplier<Optional<Instant>> since) {
        record(host, table -> table.down(host.name(), since.get()));
    }

    private void record(Host host, Consumer<HostTable> change) {
        try {
            store.write(tables -> {
                change.accept(tables.hosts());
                return true;
            });
        } catch (StoreException e) {
            // A store that cannot be written makes the host none the worse.
            log.debug("host={} what was learned of it was not stored", host.name(), e);
        }
    }
}
