// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sliver's row.
 *
 * @param place what never changes but the port, if the host finds it taken
 * @param lease allocation and expiry
 * @param wish what is wanted
 * @param done how much of it is so
 * @param conditions facts that its owner must be told, each name once
 * @param changedAt when the row was written last
 * @param revision grows with each write
 */
public record SliverRow(
        Place place, Lease lease, Wish wish, Done done, List<Condition> conditions, Instant changedAt, long revision) {
    public SliverRow {
        conditions = List.copyOf(conditions);
    }

    /**
     * The identity, properties and place of a sliver.
     *
     * @param id a UUID, lower case; the last part of the URN
     * @param urn the sliver's URN
     * @param sliceKey key of the slice's URN
     * @param requestNumber which of the slice's requests
     * @param position which node of the request, from 0
     * @param clientId the node's client_id
     * @param type sliver type
     * @param image the engine's name of the image, empty for the base image
     * @param host name of the host
     * @param port ssh port on the host
     * @param mac MAC address
     * @param ipv6 own address, if the host has a prefix
     * @param memoryBytes the part of the host's memory that its type was promised, 0 if without limit
     * @param millicpus thousandths of a CPU that its type was promised, 0 if without limit
     */
    public record Place(
            String id,
            String urn,
            String sliceKey,
            int requestNumber,
            int position,
            String clientId,
            String type,
            String image,
            String host,
            int port,
            String mac,
            Optional<String> ipv6,
            long memoryBytes,
            long millicpus) {
        /** The same, reached on another port. */
        public Place withPort(int other) {
            return new Place(
                    id,
                    urn,
                    sliceKey,
                    requestNumber,
                    position,
                    clientId,
                    type,
                    image,
                    host,
                    other,
                    mac,
                    ipv6,
                    memoryBytes,
                    millicpus);
        }

        /** The same, with another address of its own. */
        public Place withIpv6(Optional<String> other) {
            return new Place(
                    id,
                    urn,
                    sliceKey,
                    requestNumber,
                    position,
                    clientId,
                    type,
                    image,
                    host,
                    port,
                    mac,
                    other,
                    memoryBytes,
                    millicpus);
        }
    }

    /**
     * The lease of a sliver.
     *
     * @param allocation name of its allocation state; {@link SliverTable#TOMBSTONE} marks a deleted one
     * @param expires end of the lease
     * @param endWanted the end requested at Allocate, to be used at Provision
     */
    public record Lease(String allocation, Instant expires, Optional<Instant> endWanted) {}

    /**
     * The desired state of a sliver.
     *
     * @param wanted name of the desired state
     * @param operational name of its operational state
     * @param generation 1, and one more for each reload
     * @param restarts the number of restarts requested
     * @param users the number of changes of accounts
     */
    public record Wish(String wanted, String operational, int generation, int restarts, int users) {
        /** The same wish, in another operational state. */
        public Wish in(String state) {
            return new Wish(wanted, state, generation, restarts, users);
        }
    }

    /**
     * The part of the desired state that has been carried out.
     *
     * @param generation of the container that was made, 0 if none
     * @param restarts carried out
     * @param users carried out
     * @param executes the number of this generation's installs, and then execute commands, that have ended
     * @param onHost whether the host may hold anything of this sliver
     * @param holdsSlot whether port, MAC and slot are still this sliver's
     */
    public record Done(int generation, int restarts, int users, int executes, boolean onHost, boolean holdsSlot) {}

    /**
     * A fact about a sliver that its owner must be told.
     *
     * @param name by which logic asks for it, e.g. {@code OutOfMemory}
     * @param text a sentence for people
     * @param since when it began to hold, to the second
     */
    public record Condition(String name, String text, Instant since) {}

    /** The same sliver, elsewhere. */
    public SliverRow with(Place other) {
        return new SliverRow(other, lease, wish, done, conditions, changedAt, revision);
    }

    /** The same sliver with another lease. */
    public SliverRow with(Lease other) {
        return new SliverRow(place, other, wish, done, conditions, changedAt, revision);
    }

    /** The same sliver with another wish. */
    public SliverRow with(Wish other) {
        return new SliverRow(place, lease, other, done, conditions, changedAt, revision);
    }

    /** The same sliver with other things done. */
    public SliverRow with(Done other) {
        return new SliverRow(place, lease, wish, other, conditions, changedAt, revision);
    }

    /** The same sliver with other conditions. */
    public SliverRow withConditions(List<Condition> others) {
        return new SliverRow(place, lease, wish, done, others, changedAt, revision);
    }
}
