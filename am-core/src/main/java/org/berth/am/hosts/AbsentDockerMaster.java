// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.util.List;
import java.util.function.Consumer;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;

/**
 * Stands for a host that there is no way to yet: whatever it is asked, it is unreachable.
 *
 * @param reason a sentence that says what an admin has to do
 */
record AbsentDockerMaster(String reason) implements DockerMaster {
    private DockerMasterException absent() {
        return new DockerMasterException(DockerMasterException.Kind.UNREACHABLE, reason);
    }

    @Override
    public HostDescription describe() {
        throw absent();
    }

    @Override
    public void configure(PoolSettings pool) {
        throw absent();
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        throw absent();
    }

    @Override
    public void create(SliverSpec spec) {
        throw absent();
    }

    @Override
    public void start(String sliver, int generation) {
        throw absent();
    }

    @Override
    public void stop(String sliver, int generation) {
        throw absent();
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        throw absent();
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        throw absent();
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        throw absent();
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        throw absent();
    }

    @Override
    public void delete(String sliver) {
        throw absent();
    }

    @Override
    public List<FoundSliver> list() {
        throw absent();
    }

    @Override
    public List<Account> accounts(String sliver) {
        throw absent();
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        throw absent();
    }

    @Override
    public void close() {
        // there is nothing
    }
}
