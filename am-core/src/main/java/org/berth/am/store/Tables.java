// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import org.jdbi.v3.core.Handle;

/** The tables, inside one transaction. */
public final class Tables {
    private final Handle handle;

    Tables(Handle handle) {
        this.handle = handle;
    }

    public SliceTable slices() {
        return new SliceTable(handle);
    }

    public SliverTable slivers() {
        return new SliverTable(handle);
    }

    public AccountTable accounts() {
        return new AccountTable(handle);
    }

    public ExecuteTable executes() {
        return new ExecuteTable(handle);
    }

    public InstallTable installs() {
        return new InstallTable(handle);
    }

    public WorkTable work() {
        return new WorkTable(handle);
    }

    public HostTable hosts() {
        return new HostTable(handle);
    }

    public EnrollmentTable enrollments() {
        return new EnrollmentTable(handle);
    }

    public EndpointTable endpoints() {
        return new EndpointTable(handle);
    }

    public MetaTable meta() {
        return new MetaTable(handle);
    }
}
