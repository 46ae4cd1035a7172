package org.berth.am.cli.client;

import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** ListResources. */
@Command(name = "list", description = "Prints the AM's advertisement RSpec: hosts, free slots, sliver types, images.")
final class ListCommand extends AmCommand {
    @Mixin
    private CredentialOptions credentials;

    @Option(names = "--available", description = "Only what can be had now.")
    private boolean available;

    @Override
    void run() throws Exception {
        Credentials loaded = credentials.load();
        Reply reply = am().client(loaded).listResources(available);
        if (output().isJson()) {
            output().json(reply.value());
        } else {
            output().rspec(reply.rspec());
        }
    }
}
