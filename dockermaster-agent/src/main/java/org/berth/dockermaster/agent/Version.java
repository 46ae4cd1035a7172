// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.util.concurrent.Callable;
import org.berth.base.BerthVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code berth version}, and what {@code --version} prints. */
@Command(name = "version", description = "Prints the versions of Berth and Java.", mixinStandardHelpOptions = true)
public final class Version implements Callable<Integer>, CommandLine.IVersionProvider {
    @Spec
    private CommandSpec spec;

    @Override
    public String[] getVersion() {
        return new String[] {"Berth " + BerthVersion.current() + ", Java " + Runtime.version()};
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(getVersion()[0]);
        return CommandLine.ExitCode.OK;
    }
}
