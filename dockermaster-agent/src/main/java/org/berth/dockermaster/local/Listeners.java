// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostEvent.Kind;
import org.berth.dockermaster.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who are told what happens on this host. */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final Engine engine;
    private final InstantSource clock;
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();

    Listeners(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    EventStream add(Consumer<HostEvent> listener) {
        Watch watch = new Watch(engine, clock, listener);
        open.add(watch);
        try {
            watch.start();
        } catch (DockerMasterException interrupted) {
            open.remove(watch);
            throw interrupted;
        }
        return () -> {
            open.remove(watch);
            watch.close();
        };
    }

    void imageProgress(String line) {
        log.info("base image: {}", line);
        HostEvent event = new HostEvent(Kind.IMAGE_PROGRESS, "", line, clock.instant());
        open.forEach(watch -> watch.tell(event));
    }

    @Override
    public void close() {
        open.forEach(Watch::close);
        open.clear();
    }
}
