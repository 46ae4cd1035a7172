package org.berth.am.hosts;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostDescription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container host of this AM: its DockerMaster, and what was last known of it. */
public final class Host {
    private static final Logger log = LoggerFactory.getLogger(Host.class);

    private final String name;
    private final String hostname;
    private final DockerMaster master;
    private final Optional<Location> location;
    private final Clock clock;
    private volatile Health health;

    /**
     * @param name the host's name for ever: also the last part of its node URN
     * @param hostname the public name that manifests give, known before the host has answered
     */
    public Host(String name, String hostname, DockerMaster master, Optional<Location> location, Clock clock) {
        this.name = name;
        this.hostname = hostname;
        this.master = master;
        this.location = location;
        this.clock = clock;
        this.health = new Health(null, now(), "it was not asked yet");
    }

    private record Health(
            @Nullable HostDescription description, @Nullable Instant downSince, String reason) {}

    public String name() {
        return name;
    }

    /** The public name or address of forwarded ports. */
    public String hostname() {
        return hostname;
    }

    public DockerMaster master() {
        return master;
    }

    public Optional<Location> location() {
        return location;
    }

    /** What the host last said of itself; empty if it never answered. */
    public Optional<HostDescription> description() {
        return Optional.ofNullable(health.description());
    }

    /** Whether it answered when it was last asked. */
    public boolean available() {
        return health.downSince() == null;
    }

    /** A sentence for users on why and since when the host cannot be used; empty if it can. */
    public Optional<String> trouble() {
        Health current = health;
        return Optional.ofNullable(current.downSince())
                .map(since -> "host " + name + " has not been reachable since " + since + ": " + current.reason());
    }

    /** Asks the host anew; takes as long as its time-out. */
    public void refresh() {
        Health before = health;
        try {
            HostDescription description = master.describe();
            health = new Health(description, null, "");
            if (before.downSince() != null) {
                log.info("host={} reachable engine=\"{}\"", name, description.engine());
            }
        } catch (DockerMasterException e) {
            down(before, String.valueOf(e.getMessage()));
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.warn("host={} describe failed", name, e);
            down(before, "it could not be described");
        }
    }

    private void down(Health before, String reason) {
        boolean known = before.downSince() != null && before.reason().equals(reason);
        health = new Health(before.description(), before.downSince() == null ? now() : before.downSince(), reason);
        if (!known) {
            log.warn("host={} unreachable reason=\"{}\"", name, reason);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
