// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.List;
import org.berth.am.client.AmClient;
import org.berth.am.client.Credentials;
import org.berth.rspec.Urn;
import picocli.CommandLine.Mixin;

/** A command on a slice, or on some of its slivers. */
abstract class SliceCommand extends AmCommand {
    @Mixin
    private CredentialOptions credentials;

    @Mixin
    private TargetOptions target;

    abstract void run(AmClient client, List<Urn> targets) throws Exception;

    @Override
    final void run() throws Exception {
        Credentials loaded = credentials.load();
        List<Urn> targets = target.targets(loaded);
        run(am().client(loaded), targets);
    }
}
