// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Gid;
import org.berth.am.base.ExitCodes;
import org.berth.am.config.AmConfig;
import org.berth.am.main.CertificateExpiry;
import org.berth.am.main.RunningAm;
import org.berth.am.server.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code berth serve}: the AM. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the aggregate manager until it is told to stop.",
            "At SIGTERM or Ctrl-C calls in progress end. SIGHUP has it read its configuration anew, see berth reload --help.",
            "Containers go on running while it is stopped. Prints 'AM ready at URL' once it answers; logs to stderr."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth serve --config conf/berth.conf",
            "  berth serve --config gcf_config --config docker_am_config",
            "                                      as docker-am had it",
            "  berth serve --check --config conf/berth.conf",
            "                                      only reads the configuration",
            "",
            "Before the first start: berth certs server --help, berth image ensure, and the",
            "root certificates of your federation as PEM files in trusted_roots."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--check", description = "Read the configuration, say what is wrong with it, and end.")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        AmConfig loaded = config.load();
        PrintWriter out = spec.commandLine().getOut();
        if (check) {
            loaded.warnings().forEach(out::println);
            checkCertificates(loaded, out);
            out.println("The configuration is good.");
            return ExitCodes.OK;
        }
        loaded.warnings().forEach(log::warn);
        RunningAm am = RunningAm.start(loaded, config::load, Clock.systemUTC());
        HangUp.listen(am::reload);
        Runtime.getRuntime().addShutdownHook(new Thread(am::close, "drain"));
        out.println("AM ready at " + am.url());
        out.flush();
        new CountDownLatch(1).await();
        return ExitCodes.OK;
    }

    /** Warns of certificates that end soon; an AM whose own has ended is of no use to anybody. */
    private static void checkCertificates(AmConfig loaded, PrintWriter out) throws IOException {
        TlsIdentity own;
        try {
            own = TlsIdentity.load(
                    loaded.aggregateManager().keyfile(),
                    loaded.aggregateManager().certfile());
        } catch (IOException e) {
            out.println("The AM will not start yet: " + e.getMessage() + ". See berth certs server --help.");
            return;
        }
        List<Gid> roots = TrustedFolder.of(loaded).files().stream()
                .flatMap(file -> file.anchors().stream())
                .toList();
        Instant now = Clock.systemUTC().instant();
        List<CertificateExpiry.Watched> all = CertificateExpiry.all(own.chain().get(0), TrustAnchors.of(1, roots))
                .toList();
        if (all.get(0).isExpired(now)) {
            throw new IllegalArgumentException(all.get(0).warning(now).orElseThrow());
        }
        all.forEach(watched -> watched.warning(now).ifPresent(out::println));
    }
}
