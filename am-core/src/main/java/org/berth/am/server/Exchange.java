// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.berth.am.auth.Caller;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response. The body is received whole, with no thread waiting for it, before a worker looks at it;
 * the response is sent in the same way.
 */
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /**
     * The bytes that each body may have besides the memory that all share, so that a few large ones keep no small call
     * out.
     */
    static final int FREE_BYTES = 64 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Workers workers;
    private final int limit;
    private final ConnectionDeadlines.Deadline deadline;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    /** True if the call was promised an answer before it changed anything; seen by its worker only. */
    private boolean promised;
    /** The caller whose share of memory and workers this counts against. */
    private volatile String account = "";

    private volatile boolean working;
    /** Bytes of a refused body; seen by one thread at a time. */
    private long discarded;

    Exchange(Request request, Response response, Callback callback, Workers workers, int limit) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.workers = workers;
        this.limit = limit;
        deadline = ConnectionDeadlines.of(request);
        Request.addCompletionListener(request, failure -> giveBack());
        request.addIdleTimeoutListener(timeout -> !working);
    }

    private void giveBack() {
        workers.requests().giveBack(account, reserved.getAndSet(0));
        workers.answers().giveBack(account, answered.getAndSet(0));
    }

    /** Receives the body, then lets a worker answer it. */
    void serve(XmlRpcService service, Function<List<X509Certificate>, Caller> callers) {
        if (request.getLength() > limit) {
            tooLarge();
            return;
        }
        try {
            Caller caller = callers.apply(certificates()).from(Request.getRemoteAddr(request));
            account = caller.urn().toString();
            receive(() -> hand(service, caller));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /**
     * Answers with an HTTP error. The body, if there is one, is not looked at; but the client may go on sending it for as long as
     * any request may take: one who is cut off while it sends sees a reset instead of the reason.
     */
    void refuse(int status, String reason) {
        body = new ByteArrayOutputStream(0);
        giveBack();
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        send(status, (reason + "\n").getBytes(StandardCharsets.US_ASCII), () -> {
            deadline.run();
            discard();
        });
    }

    private void receive(Runnable received) {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(() -> receive(received));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                abandon(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            boolean taken = take(chunk.getByteBuffer());
            chunk.release();
            if (!taken) {
                return;
            }
            if (last) {
                received.run();
                return;
            }
        }
    }

    private boolean take(ByteBuffer part) {
        int size = part.remaining();
        if (body.size() + size > limit) {
            tooLarge();
            return false;
        }
        long charged = charged(body.size() + size) - reserved.get();
        if (!workers.requests().take(account, reserved.get(), charged)) {
            busy();
            return false;
        }
        reserved.addAndGet(charged);
        byte[] bytes = new byte[size];
        part.get(bytes);
        body.writeBytes(bytes);
        return true;
    }

    private void hand(XmlRpcService service, Caller caller) {
        deadline.pause();
        working = true;
        try {
            workers.execute(account, () -> answer(service, caller), this::busy);
        } catch (RejectedExecutionException e) {
            busy();
        }
    }

    private void answer(XmlRpcService service, Caller caller) {
        try {
            byte[] answer = service.answer(caller, body.toByteArray(), this::promise);
            // Until the client has taken it, which may be as slow as it likes, it is in memory.
            long charged = charged(answer.length);
            if (promised) {
                workers.answers().add(account, charged - answered.get());
            } else if (!workers.answers().take(account, 0, charged)) {
                busy();
                return;
            }
            answered.set(charged);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml");
            send(HttpStatus.OK_200, answer, this::done);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private boolean promise(long bytes) {
        long more = Math.max(0, charged(bytes) - answered.get());
        if (!workers.answers().take(account, answered.get(), more)) {
            return false;
        }
        answered.addAndGet(more);
        promised = true;
        return true;
    }

    private static long charged(long bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }

    private void fail(Throwable failure) {
        log.error("a request could not be answered: client={}", Request.getRemoteAddr(request), failure);
        abandon(failure);
    }

    private List<X509Certificate> certificates() {
        EndPoint.SslSessionData tls = (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        return List.of(tls.peerCertificates());
    }

    private void send(int status, byte[] content, Runnable sent) {
        working = false;
        deadline.run();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), Callback.from(sent, this::abandon));
    }

    private void done() {
        // From here on the client may take its time for the next request.
        deadline.run();
        callback.succeeded();
    }

    /** Reads on and keeps nothing; who sends far more than any request may have is cut off. */
    private void discard() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::discard);
                return;
            }
            if (Content.Chunk.isFailure(chunk) || chunk.isLast()) {
                chunk.release();
                done();
                return;
            }
            discarded += chunk.remaining();
            chunk.release();
            if (discarded > 2L * limit) {
                abandon(new IOException("a refused request goes on and on"));
                return;
            }
        }
    }

    /** Ends the connection, except where HTTP itself has a word for it: never with a 500, which old jFed repeats for ever. */
    private void abandon(Throwable failure) {
        if (!(failure instanceof HttpException)) {
            request.getConnectionMetaData().getConnection().getEndPoint().close(failure);
        }
        callback.failed(failure);
    }

    private void tooLarge() {
        refuse(HttpStatus.PAYLOAD_TOO_LARGE_413, "A request has at most " + limit + " bytes.");
    }

    private void busy() {
        refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "Too many requests at the same time; try again in a minute.");
    }
}
