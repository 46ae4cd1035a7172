// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.berth.am.federation.Identity;
import org.berth.am.federation.ServerCertificate;
import org.berth.am.server.TlsIdentity;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
        footerHeading = "%nExamples:%n",
        footer = {"  berth certs server --hostname am.example.org", "  berth certs server --renew"})
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
                            description = "The host in the AM's URL: a name, or an IP address.")
                    Optional<String> hostName,
            @Option(
                            names = "--renew",
                            description = "Make the certificate that is there anew, with the same key and names.")
                    boolean renew,
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
                    int days)
            throws IOException {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days is from 1 to 36500, not " + days);
        }
        Path certificate = folder.resolve("am-server-cert.pem");
        Path key = folder.resolve("am-server-key.pem");
        if (renew) {
            renew(certificate, key, Duration.ofDays(days));
        } else {
            String name = hostName.orElseThrow(() -> new ParameterException(
                    spec.commandLine(), "--hostname=NAME is needed, or --renew for a certificate that is there"));
            ServerCertificate.write(
                    ServerCertificate.selfSigned(
                            name, amUrn.map(Urn::parse), Duration.ofDays(days), InstantSource.system()),
                    certificate,
                    key);
            say("wrote " + certificate + ", the certificate of " + name);
            say("wrote " + key);
            say("next: in the configuration's [aggregate_manager], certfile=" + certificate + " and keyfile=" + key);
        }
        return 0;
    }

    private void renew(Path certificate, Path key, Duration life) throws IOException {
        TlsIdentity former = TlsIdentity.load(key, certificate);
        Identity renewed =
                ServerCertificate.renewed(former.key(), former.chain().get(0), life, InstantSource.system());
        DurableFiles.write(certificate, Pem.certificates(renewed.chain()));
        say("wrote " + certificate + ", until "
                + renewed.certificate().getNotAfter().toInstant() + "; a running AM shows it within 10 seconds");
        say("next: give it to whoever was told to trust the former one, such as jFed's administrators");
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
