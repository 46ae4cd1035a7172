package org.berth.am.cli.client;

import java.util.List;
import java.util.Map;
import org.berth.am.client.ConnectionException;
import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import org.berth.am.client.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** GetVersion. */
@Command(
        name = "getversion",
        description = "What the AM is and speaks. Needs no credential: a good first test of URL and certificate.")
final class GetVersionCommand extends AmCommand {
    @Override
    void run() throws Exception {
        Reply reply = am().client(new Credentials(List.of())).getVersion();
        if (output().isJson()) {
            output().json(reply.value());
        } else if (reply.value() instanceof Map<?, ?> version) {
            print("AM", version.get("urn"));
            print("software", version.get("geni_am_type"));
            print("API", version.get("geni_api"));
            print("URLs", version.get("geni_api_versions"));
            print("allocate", version.get("geni_allocate"));
        } else {
            throw new ConnectionException("GetVersion: the AM's value is no struct");
        }
    }

    private void print(String name, @Nullable Object value) {
        if (value != null) {
            output().out().println(Text.printable(String.format("%-9s %s", name, value)));
        }
    }
}
