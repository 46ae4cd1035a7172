// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.function.Consumer;

/**
 * One container host as the AM sees it.
 *
 * <p>Every method blocks until it is done and is idempotent by sliver and generation: done twice, or done again after
 * the caller or this process died in the middle, it ends in the same place. Slivers are named by their URN. Calls for
 * different slivers run side by side; calls for one sliver are serialised here, but none waits for one that waits for a program
 * of the container: a stop or deletion goes past that, and ends it. Such waits have 30 s for all of a call. A failing step throws
 * {@link DockerMasterException}, which names the step and repeats the engine's own words.
 */
public interface DockerMaster extends AutoCloseable {
    /**
     * Describes this host and its capacity. Answers from the engine each time, within seconds.
     *
     * @throws DockerMasterException of kind {@code UNREACHABLE} if the engine does not answer
     */
    HostDescription describe();

    /**
     * Changes what the host announces of its pool, and keeps it. Endpoints that slivers have already stay as they are.
     *
     * @throws DockerMasterException of kind {@code FAILED} if a setting is wrong, or the prefix is another one while
     *     slivers have addresses of the present one; then nothing is changed
     */
    void configure(PoolSettings pool);

    /**
     * Reserves the wanted endpoint for a sliver and keeps its spec, before anything is created. If the port is taken on
     * this host by something else, it is quarantined and another of the pool is given; the caller's manifest follows the
     * answer. The same sliver always gets the same answer.
     *
     * @throws DockerMasterException of kind {@code EXHAUSTED} if no port of the pool is free
     */
    Endpoint reserve(SliverSpec spec);

    /**
     * Makes the sliver's container of {@code spec.generation()} with its accounts and host keys, starts it and waits
     * until sshd's banner was read on every address of its endpoint. A container of an older generation is removed
     * first; one of this generation is completed. If a step fails, no container is left behind; the reservation stays.
     *
     * @throws DockerMasterException of kind {@code GONE} if the sliver was deleted here, or a later generation of it or
     *     later accounts were asked for: this request is a late one
     */
    void create(SliverSpec spec);

    /**
     * Starts the sliver's container if it is not running, and waits until ssh answers.
     *
     * @param generation the one that is wanted, here and below; 0 for whichever there is
     * @throws DockerMasterException of kind {@code GONE}, here and below, if a later generation was asked for, or there is
     *     no container
     */
    void start(String sliver, int generation);

    /** Stops the sliver's container if it is running. Disk, port, address and accounts stay. */
    void stop(String sliver, int generation);

    /**
     * Stops and starts the sliver's container and waits until ssh answers.
     *
     * @param restarts how many restarts were asked for, with this one: if that many were carried out, nothing is done; if
     *     more were, this request is a late one and {@code GONE}. 0 for once more
     */
    void restart(String sliver, int generation, int restarts);

    /**
     * Gives each named account exactly the keys listed, creating accounts that do not exist: all, or, if it throws, none; accounts
     * not named are untouched. The container has to run.
     *
     * @param userChanges how often the sliver's accounts were changed, with this change: if a later one was asked for, this
     *     request is a late one and {@code GONE}. 0 for one that is never late
     * @throws DockerMasterException of kind {@code UNREACHABLE} if the container does not run, or ended meanwhile; {@code FAILED}
     *     if a key is none, or the image has a login for something else; {@code RETRYABLE} if the container's programs do not end
     *     or fail. Dead while it switched, some accounts have their new keys and others their old ones
     */
    void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts);

    /**
     * Runs a command of {@code services/execute} as root in the sliver's container and waits for its end. Idempotent by
     * sliver, generation and index: one that ran, or is running, is not run again, its outcome is returned.
     *
     * @param output is given what the command writes, as it comes, from when this call began, if it is wanted; never after this
     *     returned. Now and then it is given empty text. What it throws ends this call, and not the command
     * @throws DockerMasterException of kind {@code UNREACHABLE} if the container does not run now: to be tried again when it
     *     does
     */
    ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output);

    /** Fetches and unpacks what a {@code services/install} names; else as {@link #execute}. */
    ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output);

    /**
     * Removes the sliver's containers and everything else it has here, of whatever generation, and gives its endpoint back.
     * Never a late request, since a sliver that was deleted is never made again.
     */
    void delete(String sliver);

    /**
     * All containers on this engine that carry Berth's labels, whoever made them, running or not.
     *
     * @throws DockerMasterException of kind {@code UNREACHABLE} if the engine does not answer
     */
    List<FoundSliver> list();

    /** The login accounts of a sliver as this host was told them, in their order; empty if it has forgotten. */
    List<Account> accounts(String sliver);

    /**
     * Tells what happens here from now on, until the stream is closed, also over restarts of the engine.
     *
     * @param listener called by one thread at a time; what it throws is logged and ends nothing
     */
    EventStream watch(Consumer<HostEvent> listener);

    @Override
    void close();
}
