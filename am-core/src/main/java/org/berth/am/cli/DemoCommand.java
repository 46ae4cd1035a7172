// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.berth.am.GeniCode;
import org.berth.am.base.ExitCodes;
import org.berth.am.client.AmClient;
import org.berth.am.client.ClientIdentity;
import org.berth.am.client.Credentials;
import org.berth.am.client.ManifestNode;
import org.berth.am.client.RefusedException;
import org.berth.am.client.Reply;
import org.berth.am.client.ServerTrust;
import org.berth.am.client.SliverReport;
import org.berth.am.client.SliverWait;
import org.berth.am.config.AmConfig;
import org.berth.am.main.RunningAm;
import org.berth.base.Printable;
import org.berth.base.Subprocess;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.image.BaseImage;
import org.berth.rspec.Urn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code berth demo}: from a credential to a shell in a container, on this machine, as a client goes that way. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "The whole way on this machine, from nothing: makes a federation with a user and a slice, certificates and"
                    + " the base image, starts an AM on a free port; then Allocate, Provision, ssh, Renew, Status, Delete.",
            "Prints each step with its time. What it makes is kept for the next time in state/demo.",
            "Needs a Docker engine, root, and openssh-client."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth demo",
            "  berth demo --keep          go on with berth client: it prints how",
            "",
            "In a source checkout it installs what is missing, and starts an engine if",
            "none answers; there are also:",
            "  ./berth demo --down        end the Docker engine that a demo started",
            "  ./berth demo --no-install  install no packages, say what is missing"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String COMMAND =
            "echo \"Hello from $(hostname), as $(whoami).\"; grep PRETTY_NAME /etc/os-release";
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final Clock clock = Clock.systemUTC();
    private final Instant begin = clock.instant();

    @Spec
    private CommandSpec spec;

    @Option(names = "--keep", description = "Leave AM and container running, and print how to use them.")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(Optional.ofNullable(System.getenv("BERTH_HOME")).orElse(""));
        DemoFolder folder = new DemoFolder(home.resolve("state/demo").toAbsolutePath(), clock);
        folder.federation();
        folder.serverCertificates();
        folder.sshKeys();
        folder.files();
        say("a federation with user alice and slice demo, and certificates: "
                + folder.configuration().getParent());
        AmConfig config = AmConfig.load(List.of(folder.configuration()));
        try (Engine engine =
                Engine.connect(config.hosts().get(0).local().orElseThrow().dockerHost())) {
            engine.callPatiently(
                    "making the base image", client -> BaseImage.standard().ensure(client, this::say));
            say("Docker engine " + engine.version() + " with image " + BaseImage.NAME);
            try (RunningAm am = RunningAm.start(config, () -> config, clock)) {
                say("AM ready at " + am.url());
                run(folder, am, engine);
            }
        }
        if (System.getenv("BERTH_STARTED_ENGINE") != null) {
            say("the Docker engine that was started for this goes on; end it with: ./berth demo --down");
        }
        say("done");
        return ExitCodes.OK;
    }

    private void run(DemoFolder folder, RunningAm am, Engine engine) throws Exception {
        ClientIdentity alice = ClientIdentity.load(folder.userFile(), folder.userFile());
        Credentials credentials = Credentials.load(List.of(folder.credential()));
        AmClient client = new AmClient(am.url(), alice, ServerTrust.of(folder.serverCertificate()), credentials);
        List<Urn> slice = List.of(credentials.slice().orElseThrow());
        boolean done = false;
        deleteAll(client, slice, engine); // what a demo that was killed has left
        try {
            use(folder, client, slice, alice.urn().orElseThrow());
            done = true;
        } finally {
            if (!done || !keep) {
                deleteAll(client, slice, engine);
            }
        }
        if (keep) {
            explain(folder, am);
            new CountDownLatch(1).await();
        }
    }

    private void use(DemoFolder folder, AmClient client, List<Urn> slice, Urn user) throws Exception {
        Reply allocated = client.allocate(slice.get(0), Files.readString(folder.request()), Optional.empty());
        say("Allocate: " + SliverReport.of(allocated).get(0).urn());
        List<String> keys = Files.readAllLines(Path.of(folder.sshKey() + ".pub"));
        client.provision(slice, Map.of(user, keys), Optional.empty());
        say("Provision: " + keys.size() + " ssh key for " + user);
        new SliverWait(clock, Duration.ofMillis(200))
                .await(client, slice, READY_LIMIT, change -> say("Status: " + change));
        ManifestNode.Login login = ManifestNode.of(client.describe(slice).rspec()).stream()
                .flatMap(node -> node.logins().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the manifest names no login"));
        say("ssh -p " + login.port() + " " + login.username() + "@" + login.hostname());
        ssh(folder.ssh(Integer.parseInt(login.port()), login.username(), login.hostname(), COMMAND));
        Instant end = clock.instant().plus(Duration.ofDays(14));
        List<SliverReport> renewed = SliverReport.of(client.renew(slice, end, false));
        say("Renew: until " + renewed.get(0).expires());
        SliverReport status = SliverReport.of(client.status(slice)).get(0);
        say("Status: " + status.allocation() + ", " + status.operational());
    }

    private void ssh(List<String> command) throws IOException, InterruptedException {
        Subprocess.Result ssh;
        try {
            ssh = new Subprocess(command).run(READY_LIMIT);
        } catch (TimeoutException e) {
            throw new IOException(e.getMessage() + ": " + String.join(" ", command), e);
        }
        ssh.output().lines().forEach(line -> say("  | " + Printable.lines(line)));
        if (ssh.exitCode() != 0) {
            throw new IOException("ssh ended with " + ssh.exitCode() + ": " + String.join(" ", command));
        }
    }

    /** Deletes what the slice has, and waits until its containers are gone: the AM ends next. */
    private void deleteAll(AmClient client, List<Urn> slice, Engine engine) throws InterruptedException {
        List<SliverReport> deleted;
        try {
            deleted = SliverReport.of(client.delete(slice));
        } catch (RefusedException e) {
            if (e.code() == GeniCode.SEARCHFAILED.number()) {
                return; // there is nothing
            }
            throw e;
        }
        say("Delete: " + deleted.size() + " sliver");
        Instant limit = clock.instant().plus(READY_LIMIT);
        while (hasContainers(engine, slice.get(0))) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException("the container is still there after " + READY_LIMIT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        say("the container is gone");
    }

    private static boolean hasContainers(Engine engine, Urn slice) {
        return engine.call(
                "listing the demo's containers",
                client -> !client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Map.of("org.berth.slice", slice.toString()))
                        .exec()
                        .isEmpty());
    }

    private void explain(DemoFolder folder, RunningAm am) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println(
                "The AM goes on until Ctrl-C; the container stays, and the next demo removes it. In another shell:");
        out.println();
        folder.clientSettings(am.url()).forEach(line -> out.println("  " + line));
        out.println("  berth client describe");
        out.println("  berth client delete");
        out.println("  berth client allocate " + folder.request());
        out.println("  berth client provision --wait --ssh-key " + folder.sshKey() + ".pub");
        out.println("  ssh -i " + folder.sshKey() + " -p PORT alice@127.0.0.1");
        out.println();
        out.println("To start this AM again: berth serve --config " + folder.configuration());
        out.flush();
    }

    private void say(String line) {
        double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format("%6.1f s  %s", seconds, line));
        out.flush();
    }
}
