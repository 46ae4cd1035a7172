// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.client.ConnectionException;
import org.berth.am.client.Credentials;
import org.berth.am.client.Reply;
import org.berth.base.Printable;
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
            print(
                    "software",
                    Stream.of(version.get("geni_am_type"), version.get("geni_am_code"))
                            .filter(Objects::nonNull)
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")));
            print("API", version.get("geni_api"));
            if (version.get("geni_api_versions") instanceof Map<?, ?> urls) {
                new TreeMap<>(urls).forEach((api, url) -> print("  v" + Printable.line(String.valueOf(api)), url));
            }
            printAll("requests", version.get("geni_request_rspec_versions"), "type", "version");
            printAll("credentials", version.get("geni_credential_types"), "geni_type", "geni_version");
            print("allocate", version.get("geni_allocate"));
        } else {
            throw new ConnectionException("GetVersion: the AM's value is no struct");
        }
    }

    /** Prints two members of each struct in an array. */
    private void printAll(String name, @Nullable Object structs, String first, String second) {
        if (structs instanceof Object[] array) {
            print(
                    name,
                    Arrays.stream(array)
                            .map(element -> element instanceof Map<?, ?> struct
                                    ? struct.get(first) + " " + struct.get(second)
                                    : String.valueOf(element))
                            .collect(Collectors.joining(", ")));
        }
    }

    private void print(String name, @Nullable Object value) {
        if (value != null) {
            output().out().println(String.format("%-11s %s", name, Printable.line(value.toString())));
        }
    }
}
