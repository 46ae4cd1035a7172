// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.base.LockFile;
import org.berth.dockermaster.config.AgentConfig;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.rpc.AgentServer;
import org.berth.dockermaster.rpc.CertificateRenewal;
import org.berth.dockermaster.state.DiskReserve;
import org.berth.dockermaster.state.SqliteLibrary;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.dockermaster.trust.PeerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole agent in this process, put together from its configuration. */
final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final int LOOK_SECONDS = 1;

    private final LockFile lock;
    private final DiskReserve reserve;
    private final PreparedHost host;
    private final IdentityFolder identity;
    private final AgentServer server;
    private final String address;
    private final CountDownLatch closing = new CountDownLatch(1);

    private Agent(AgentConfig config, Clock clock, LockFile lock) throws IOException {
        this.lock = lock;
        this.reserve = DiskReserve.in(config.stateDirectory());
        this.identity = identity(config, clock);
        SqliteLibrary.useIn(config.stateDirectory());
        reserve.prepare();
        // Files that cannot be used are a reason not to start at all.
        identity.find();
        BaseImageTask image =
                new BaseImageTask(progress -> ensureImage(config.pool().dockerHost(), progress), clock);
        this.host = new PreparedHost(LocalDockerMaster.open(config.pool(), clock), image, clock);
        try {
            this.server = AgentServer.start(
                    new InetSocketAddress(config.host(), config.port()),
                    this::identity,
                    config.password(),
                    host,
                    new Renewal());
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
        this.address = config.host() + ":" + server.address().getPort();
        image.begin();
    }

    /**
     * Starts an agent. It listens, and refuses everybody until it is enrolled.
     *
     * @throws IOException with a sentence for the admin, if another agent uses the state directory, or a file that it needs
     *     cannot be had
     * @throws org.berth.dockermaster.DockerMasterException if its address cannot be listened at, or a setting is wrong
     */
    static Agent start(AgentConfig config, Clock clock) throws IOException {
        LockFile lock = lock(config.stateDirectory());
        try {
            return new Agent(config, clock, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** @throws IOException with a sentence for the admin, if another agent has it or the directory cannot be used */
    static LockFile lock(Path stateDirectory) throws IOException {
        try {
            Optional<LockFile> lock = LockFile.take(lockIn(stateDirectory));
            if (lock.isPresent()) {
                return lock.get();
            }
        } catch (IOException e) {
            throw new IOException("the state directory " + stateDirectory + " cannot be used: " + e, e);
        }
        throw new IOException("another agent runs with the state directory " + stateDirectory
                + ": stop it, or give this one another directory in [state]");
    }

    /** The lock of an agent's state directory, which says what its holder is doing. */
    static Path lockIn(Path stateDirectory) {
        return stateDirectory.resolve("agent.lock");
    }

    /** The identity that is kept in an agent's state directory. */
    static IdentityFolder identity(AgentConfig config, Clock clock) {
        return new IdentityFolder(config.stateDirectory().resolve("identity"), clock);
    }

    private static void ensureImage(String dockerHost, Consumer<String> progress) {
        BaseImage image = BaseImage.standard();
        try (Engine engine = Engine.connect(dockerHost)) {
            engine.callPatiently("making image " + image.tag(), client -> image.ensure(client, progress));
        }
    }

    /**
     * Waits until this agent is enrolled, which another process does.
     *
     * @param command what an admin types for it
     * @return where it answers, {@code host:port}; empty if the agent is closed before
     * @throws IOException if the identity's files cannot be used
     */
    Optional<String> awaitEnrollment(String command) throws IOException, InterruptedException {
        Optional<PeerIdentity> found = identity.find();
        if (found.isEmpty()) {
            say("listening at " + address + ", not enrolled with an AM yet");
            log.warn(
                    "not enrolled yet, so everybody is refused. At the AM, 'berth host enroll NAME' prints a token; here,"
                            + " type: {}",
                    command);
        }
        while (found.isEmpty()) {
            if (closing.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            found = identity.find();
        }
        say("listening at " + address);
        log.info(
                "serving {} at {}, with a certificate until {}",
                am(found.get()),
                address,
                found.get().certificate().getNotAfter().toInstant());
        return Optional.of(address);
    }

    private void say(String what) {
        String sentence = what + ", process " + ProcessHandle.current().pid();
        try {
            lock.say(sentence);
        } catch (IOException e) {
            log.warn("'berth agent status' cannot be told '{}': {}", sentence, e.toString());
        }
    }

    /** The URN of the AM that an agent obeys. */
    static String am(PeerIdentity identity) {
        return HostCertificates.uri(identity.authority()).orElse("an AM without a name");
    }

    private PeerIdentity identity() {
        try {
            return identity.find()
                    .orElseThrow(() -> new IllegalStateException("this agent is not enrolled with an AM yet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The AM's way to the certificate in the state directory. */
    private final class Renewal implements CertificateRenewal {
        @Override
        public byte[] request() {
            try {
                return identity.request();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void install(byte[] certificate, List<byte[]> authorities) {
            try {
                identity.renew(certificate, authorities);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (CertificateException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            log.info(
                    "certificate renewed, until {}",
                    identity().certificate().getNotAfter().toInstant());
        }
    }

    /** Stops: calls in progress end, within a bound, and no new ones are taken; containers stay as they are. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        host.close();
        reserve.keep();
        lock.close();
        log.info("stopped");
    }
}
