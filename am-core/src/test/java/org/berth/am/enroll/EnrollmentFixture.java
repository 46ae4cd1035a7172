// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.berth.am.store.HostTable;
import org.berth.am.store.SqlStore;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.rspec.Urn;

/** An AM's state directory with the hosts beta and gamma, and all that enrols agents there. */
final class EnrollmentFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Urn AM = new Urn("am.example.org", "authority", "am");

    final SettableClock clock;
    final SqlStore store;
    final HostAuthority authority;
    final Enrollment enrollment;
    final List<String> enrolled = Collections.synchronizedList(new ArrayList<>());

    EnrollmentFixture(Path state) throws IOException {
        this(state, new SettableClock(NOW));
    }

    /** Also what an AM is that was started again. */
    EnrollmentFixture(Path state, SettableClock clock) throws IOException {
        this.clock = clock;
        this.store = SqlStore.open(state);
        this.authority = HostAuthority.open(state, AM, clock);
        this.enrollment = new Enrollment(store, authority, clock, enrolled::add);
        store.write(tables -> {
            tables.hosts().add("beta");
            tables.hosts().add("gamma");
            return true;
        });
    }

    EnrollmentListener listener(int port) {
        return new EnrollmentListener("127.0.0.1", port, "am.example.org", authority, enrollment, clock);
    }

    Optional<String> agentKey(String host) {
        return store.read(tables -> tables.hosts().find(host))
                .map(HostTable.HostRow::agentKey)
                .filter(key -> !key.isEmpty());
    }

    Optional<String> address(String host) {
        return store.read(tables -> tables.hosts().find(host)).map(HostTable.HostRow::address);
    }

    @Override
    public void close() {
        store.close();
    }
}
