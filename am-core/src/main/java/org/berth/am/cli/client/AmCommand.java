// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.concurrent.Callable;
import org.berth.am.base.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command of the AM's client, with the options that all share: the AM, the caller and the output. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = false, sortOptions = false)
abstract class AmCommand implements Callable<Integer> {
    @Mixin
    private AmOptions am;

    @Mixin
    private Output output;

    final AmOptions am() {
        return am;
    }

    final Output output() {
        return output;
    }

    /** Does it; ends normally only if the AM did what was asked. */
    abstract void run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        run();
        return ExitCodes.OK;
    }
}
