package org.berth.am.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.berth.am.federation.Identity;
import org.berth.am.federation.ServerCertificate;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code berth certs}: the AM's own certificates. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes the certificates that the AM shows to others.",
            "Whom the AM trusts is another matter: the PEM files in trusted_roots."
        },
        footerHeading = "%nExample:%n",
        footer = "  berth certs server --hostname am.example.org")
public final class CertsCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "server",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the AM's server certificate, self-signed, and its private key.",
                "jFed compares the host name with the one in the AM's URL, and is told to trust this very certificate."
            })
    int server(
            @Option(
                            names = "--hostname",
                            paramLabel = "NAME",
                            required = true,
                            description = "The host in the AM's URL: a name, or an IP address.")
                    String hostName,
            @Option(
                            names = "--am-urn",
                            paramLabel = "URN",
                            description = "The AM's URN, to be named in the certificate as well.")
                    Optional<String> amUrn,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            defaultValue = "certs",
                            description = "Where to write; ${DEFAULT-VALUE} if not given.")
                    Path folder,
            @Option(
                            names = "--days",
                            defaultValue = "3650",
                            description = "Days until it expires; ${DEFAULT-VALUE} if not given.")
                    int days) {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days is from 1 to 36500, not " + days);
        }
        Identity server = ServerCertificate.selfSigned(
                hostName, amUrn.map(Urn::parse), Duration.ofDays(days), InstantSource.system());
        Path certificate = folder.resolve("am-server-cert.pem");
        Path key = folder.resolve("am-server-key.pem");
        ServerCertificate.write(server, certificate, key);
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + certificate + ", the certificate of " + hostName);
        out.println("wrote " + key);
        out.println(
                "next: in the configuration's [aggregate_manager], certfile=" + certificate + " and keyfile=" + key);
        out.flush();
        return 0;
    }
}
