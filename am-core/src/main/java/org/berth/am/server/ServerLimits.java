// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;

/**
 * The limits of clients on the server. A client that goes beyond loses its own connection or gets an HTTP error, and
 * disturbs nobody else.
 *
 * @param connections open at the same time; more wait in the operating system's queue
 * @param connectionsPerAddress open at the same time from one IPv4 address or one IPv6 network of 64 bits; more are
 *     closed
 * @param requestBytes size of one request's body; larger ones get 413
 * @param bufferedBytes of all bodies that are being received or worked on, the first 64 KiB of each not counted;
 *     beyond that, or an eighth of it for more than one body of a caller, 503
 * @param answerBytes of all answers that wait for their client to take them, the first 64 KiB of each not counted;
 *     beyond that, or an eighth of it for more than one answer of a caller, a call waits for {@code answerPatience};
 *     then it is refused, before it has changed anything
 * @param answerPatience see there
 * @param workers calls carried out at the same time
 * @param workersPerCaller calls of one caller carried out at the same time; more of them wait, and others go before
 *     them
 * @param waitingCalls calls received and waiting for a worker; beyond that, 503 for the last of the caller who has most
 * @param handshake from the connection's begin to the end of the TLS handshake
 * @param idle without a byte in either direction
 * @param request from the connection's begin, or the end of the last response, to the last byte of a request; and
 *     for the client to take the response
 * @param drain for calls in progress to end, at a stop
 */
public record ServerLimits(
        int connections,
        int connectionsPerAddress,
        int requestBytes,
        long bufferedBytes,
        long answerBytes,
        Duration answerPatience,
        int workers,
        int workersPerCaller,
        int waitingCalls,
        Duration handshake,
        Duration idle,
        Duration request,
        Duration drain) {
    /** For a machine with a few processors and half a GiB of heap: a body takes several times its size while it is read. */
    public static final ServerLimits DEFAULTS = new ServerLimits(
            1000,
            250,
            10 * 1024 * 1024,
            64L * 1024 * 1024,
            64L * 1024 * 1024,
            Duration.ofSeconds(10),
            32,
            4,
            1000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(30));
}
