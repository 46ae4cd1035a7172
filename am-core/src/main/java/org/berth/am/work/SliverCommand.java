// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.util.ArrayList;
import java.util.List;
import org.berth.am.store.ExecuteTable.ExecuteRow;
import org.berth.am.store.InstallTable.InstallRow;
import org.berth.am.store.Tables;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.InstallCommand;

/**
 * A {@code services/install} or {@code services/execute} of a sliver's request node.
 *
 * @param name which it is, for people
 * @param run runs it and waits for its end
 */
record SliverCommand(String name, Run run) {
    /** Running it on the sliver's host. */
    @FunctionalInterface
    interface Run {
        ExecuteResult on(DockerMaster master, String sliver, int generation, CommandOutput output);
    }

    /** All of a sliver, in the order in which they are run: what is installed first, the commands may need. */
    static List<SliverCommand> of(Tables tables, String sliverId) {
        List<SliverCommand> commands = new ArrayList<>();
        List<InstallRow> installs = tables.installs().of(sliverId);
        for (int index = 0; index < installs.size(); index++) {
            InstallRow row = installs.get(index);
            InstallCommand command = new InstallCommand(index, row.url(), row.path());
            commands.add(new SliverCommand(
                    "install " + index + " of " + row.url(),
                    (master, sliver, generation, output) -> master.install(sliver, generation, command, output)));
        }
        List<ExecuteRow> executes = tables.executes().of(sliverId);
        for (int index = 0; index < executes.size(); index++) {
            ExecuteCommand command = new ExecuteCommand(
                    index, executes.get(index).shell(), executes.get(index).command());
            commands.add(new SliverCommand(
                    "execute command " + index,
                    (master, sliver, generation, output) -> master.execute(sliver, generation, command, output)));
        }
        return commands;
    }
}
