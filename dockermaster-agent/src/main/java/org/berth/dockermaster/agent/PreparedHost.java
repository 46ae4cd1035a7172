// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.image.BaseImage;

/**
 * A host that takes new slivers only once it has the base image: until then it is not described, and watchers are told how
 * far the image is. What is on the host already is served meanwhile.
 */
final class PreparedHost implements DockerMaster {

    private final DockerMaster host;
    private final BaseImageTask image;
    private final InstantSource clock;

    /** Closing it closes both. */
    PreparedHost(DockerMaster host, BaseImageTask image, InstantSource clock) {
        this.host = host;
        this.image = image;
        this.clock = clock;
    }

    @Override
    public HostDescription describe() {
        HostDescription description = host.describe();
        if (!description.images().contains(BaseImage.NAME)) {
            image.begin();
            throw new DockerMasterException(Kind.UNREACHABLE, image.progress());
        }
        return description;
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        // The host's events and the image's come from two threads, and a listener is promised one at a time.
        Object turn = new Object();
        Consumer<HostEvent> inTurn = event -> {
            synchronized (turn) {
                listener.accept(event);
            }
        };
        Consumer<String> progress =
                sentence -> inTurn.accept(new HostEvent(HostEvent.Kind.IMAGE_PROGRESS, "", sentence, clock.instant()));
        EventStream events = host.watch(inTurn);
        image.tell(progress);
        return () -> {
            image.tellNoMore(progress);
            events.close();
        };
    }

    @Override
    public void configure(PoolSettings pool) {
        host.configure(pool);
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        return host.reserve(spec);
    }

    @Override
    public void create(SliverSpec spec) {
        host.create(spec);
    }

    @Override
    public void start(String sliver, int generation) {
        host.start(sliver, generation);
    }

    @Override
    public void stop(String sliver, int generation) {
        host.stop(sliver, generation);
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        host.restart(sliver, generation, restarts);
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        host.updateUsers(sliver, generation, userChanges, accounts);
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        return host.execute(sliver, generation, command, output);
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        return host.install(sliver, generation, command, output);
    }

    @Override
    public void delete(String sliver) {
        host.delete(sliver);
    }

    @Override
    public List<FoundSliver> list() {
        return host.list();
    }

    @Override
    public List<Account> accounts(String sliver) {
        return host.accounts(sliver);
    }

    @Override
    public void close() {
        image.close();
        host.close();
    }
}
