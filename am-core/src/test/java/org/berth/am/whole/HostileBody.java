// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.berth.am.federation.HostileCredentials;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.whole.WireClient.Answer;
import org.berth.rspec.Urn;

/**
 * A request that would take a careless server's memory or stack.
 *
 * @param name what is wrong with it
 * @param body made anew for each sending
 * @param headers names and values in turn
 * @param refusal how it is refused
 */
record HostileBody(String name, Supplier<BodyPublisher> body, List<String> headers, Refusal refusal) {
    private static final int LEVELS = 100_000;
    private static final int MEGABYTE = 1 << 20;
    private static final int GIANT = 300 * MEGABYTE;

    /** In which way it is refused: a Fault, a code of the AM API, or by HTTP (or by cutting a client off that sends on). */
    private enum Refusal {
        FAULT,
        BAD_ARGUMENTS,
        FORBIDDEN,
        UNSUPPORTED,
        TOO_LARGE,
        /** However, as long as it is in good order. */
        ORDERLY
    }

    /** All of them; they want something on a slice, for which the credential is a right one. */
    static Stream<HostileBody> all(Urn slice, String good) {
        String bomb = HostileCredentials.entityBomb();
        String nested = "<a>".repeat(LEVELS) + "</a>".repeat(LEVELS);
        String start = "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\">";
        return Stream.of(
                text(
                        "entity bomb as a body",
                        Refusal.FAULT,
                        bomb + "<methodCall><methodName>&a29;</methodName></methodCall>"),
                text("nested elements as a body", Refusal.FAULT, "<methodCall>" + nested + "</methodCall>"),
                text("nested arrays", Refusal.FAULT, WireClient.call("GetVersion", nestedArrays())),
                text("a million values", Refusal.ORDERLY, WireClient.call("GetVersion", values())),
                text("a body of white space", Refusal.FAULT, " ".repeat(9 * MEGABYTE)),
                text("a method name of 9 MB", Refusal.FAULT, WireClient.call("x".repeat(9 * MEGABYTE))),
                rspec(slice, good, "entity bomb as RSpec", bomb + start + "&a29;</rspec>"),
                rspec(slice, good, "nested elements as RSpec", start + nested + "</rspec>"),
                rspec(
                        slice,
                        good,
                        "a hundred thousand nodes",
                        start + "<node client_id=\"n\"/>".repeat(LEVELS) + "</rspec>"),
                rspec(slice, good, "an element with many attributes", start + "<node " + attributes() + "/></rspec>"),
                rspec(
                        slice,
                        good,
                        "compressed RSpec of 300 MB",
                        Base64.getEncoder().encodeToString(deflated())),
                credential(slice, "entity bomb as credential", bomb + "<signed-credential>&a29;</signed-credential>"),
                credential(slice, "nested elements as credential", "<signed-credential>" + nested),
                credential(slice, "nesting that is small enough to be looked at", "<a>".repeat(80_000)),
                giant("announced", () -> BodyPublishers.fromPublisher(chunks(), GIANT), Refusal.TOO_LARGE),
                giant("in chunks", HostileBody::chunks, Refusal.TOO_LARGE),
                new HostileBody(
                        "compressed body of 300 MB",
                        () -> BodyPublishers.ofByteArray(gzipped()),
                        List.of("Content-Encoding", "gzip"),
                        Refusal.UNSUPPORTED));
    }

    Answer send(WireClient client, Identity caller) throws InterruptedException {
        return client.post(caller, body.get(), headers.toArray(String[]::new));
    }

    boolean isRefusal(Answer answer) {
        return switch (refusal) {
            case FAULT -> answer.status() == 200 && answer.body().contains("<fault>");
            // What is too much for a slice to store is refused as such before it is parsed.
            case BAD_ARGUMENTS -> hasCode(answer, 1) || hasCode(answer, 6);
            case FORBIDDEN -> hasCode(answer, 3);
            case UNSUPPORTED -> answer.status() == 415;
            case TOO_LARGE -> answer.status() == 413 || answer.status() == 0;
            case ORDERLY -> answer.status() == 200 || answer.status() == 413;
        };
    }

    private static boolean hasCode(Answer answer, int code) {
        return answer.status() == 200
                && answer.body()
                        .replace("i4>", "int>")
                        .contains("<name>geni_code</name><value><int>" + code + "</int>");
    }

    private static HostileBody text(String name, Refusal refusal, String body) {
        return new HostileBody(name, () -> BodyPublishers.ofByteArray(body.getBytes(UTF_8)), List.of(), refusal);
    }

    private static HostileBody rspec(Urn slice, String credential, String name, String rspec) {
        return text(
                name,
                Refusal.BAD_ARGUMENTS,
                WireClient.allocate(slice.toString(), List.of(TestFederation.presented(credential)), rspec));
    }

    private static HostileBody credential(Urn slice, String name, String credential) {
        return text(
                name,
                Refusal.FORBIDDEN,
                WireClient.allocate(slice.toString(), List.of(TestFederation.presented(credential)), "<rspec/>"));
    }

    private static HostileBody giant(String how, Supplier<BodyPublisher> body, Refusal refusal) {
        return new HostileBody("300 MB " + how, body, List.of(), refusal);
    }

    private static BodyPublisher chunks() {
        byte[] megabyte = " ".repeat(MEGABYTE).getBytes(UTF_8);
        return BodyPublishers.ofByteArrays(
                () -> Stream.generate(() -> megabyte).limit(GIANT / MEGABYTE).iterator());
    }

    private static String nestedArrays() {
        return "<array><data><value>".repeat(LEVELS) + "</value></data></array>".repeat(LEVELS);
    }

    private static String values() {
        return "<array><data>" + "<value/>".repeat(MEGABYTE) + "</data></array>";
    }

    private static String attributes() {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < LEVELS; i++) {
            attributes.append(" a").append(i).append("=\"\"");
        }
        return attributes.toString();
    }

    private static byte[] deflated() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            fill(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzipped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            fill(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void fill(OutputStream out) throws IOException {
        byte[] megabyte = "<".repeat(MEGABYTE).getBytes(UTF_8);
        for (int i = 0; i < GIANT / MEGABYTE; i++) {
            out.write(megabyte);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
