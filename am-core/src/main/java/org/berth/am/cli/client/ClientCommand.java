// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import picocli.CommandLine.Command;

/** {@code berth client}: calls an AM. */
@Command(
        name = "client",
        description = "Calls any aggregate manager that speaks AM API v3, as an experimenter.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GetVersionCommand.class,
            ListCommand.class,
            AllocateCommand.class,
            ProvisionCommand.class,
            DescribeCommand.class,
            StatusCommand.class,
            ActionCommand.class,
            RenewCommand.class,
            DeleteCommand.class,
            ShutdownCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export BERTH_URL=https://am.example.org:8001/",
            "  export BERTH_CERT=alice.pem BERTH_CA=am-server-cert.pem",
            "  export BERTH_CREDENTIAL=slice-credential.xml",
            "  berth client getversion",
            "  berth client list                      hosts, free slots, images",
            "  berth client allocate request.rspec",
            "  berth client provision --wait",
            "  berth client describe                  the ssh commands to type",
            "  berth client renew +7d",
            "  berth client delete",
            "",
            "A request for one container:",
            "  <rspec type=\"request\"",
            "         xmlns=\"http://www.geni.net/resources/rspec/3\">",
            "    <node client_id=\"node0\">",
            "      <sliver_type name=\"docker-container\"/>",
            "    </node>",
            "  </rspec>"
        })
public final class ClientCommand {}
