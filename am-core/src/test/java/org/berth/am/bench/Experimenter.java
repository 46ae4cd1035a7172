package org.berth.am.bench;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.Urn;

/** A user with slices, whose calls of AM API v3 are bytes made beforehand. */
final class Experimenter {
    private static final String RSPEC_VERSION =
            member("geni_rspec_version", struct(member("type", "GENI"), member("version", "3")));

    private final TestFederation federation = new TestFederation(Clock.systemUTC());
    private final Identity user = federation.user("alice");
    private final Map<Urn, String> credentials = new HashMap<>();

    /** The authority that issued all of it. */
    Identity root() {
        return federation.root();
    }

    Identity user() {
        return user;
    }

    /** The slice's credential, always the same. */
    private String credential(Urn slice) {
        return credentials.computeIfAbsent(slice, this::freshCredential);
    }

    private String freshCredential(Urn slice) {
        CertificateContent content = CertificateContent.of(slice, Instant.now(Clock.systemUTC()), Duration.ofDays(1));
        return federation.credential(
                user,
                // With the user's key: making one for each slice takes long, and no call looks at it.
                CertificateIssue.signed(content, keys(), federation.root()));
    }

    private KeyPair keys() {
        return new KeyPair(user.certificate().getPublicKey(), user.key());
    }

    byte[] getVersion() {
        return call("GetVersion");
    }

    byte[] listResources(Urn slice) {
        return call("ListResources", credentials(credential(slice)), struct(RSPEC_VERSION));
    }

    byte[] status(Urn slice) {
        return call("Status", array(string(slice)), credentials(credential(slice)), struct());
    }

    /** With a credential that the AM has not seen. */
    byte[] statusWithNewCredential(Urn slice) {
        return call("Status", array(string(slice)), credentials(freshCredential(slice)), struct());
    }

    byte[] allocate(Urn slice, int nodes) {
        return call(
                "Allocate", string(slice), credentials(credential(slice)), string(BenchedAm.request(nodes)), struct());
    }

    byte[] provision(Urn slice, String publicKey) {
        return call(
                "Provision",
                array(string(slice)),
                credentials(credential(slice)),
                struct(
                        RSPEC_VERSION,
                        member(
                                "geni_users",
                                array(struct(
                                        member("urn", user.urn().toString()),
                                        member("keys", array(string(publicKey))))))));
    }

    byte[] delete(Urn slice) {
        return call("Delete", array(string(slice)), credentials(credential(slice)), struct());
    }

    private static byte[] call(String method, String... values) {
        return ("<?xml version='1.0'?>\n<methodCall><methodName>" + method + "</methodName><params>"
                        + Stream.of(values)
                                .map(value -> "<param><value>" + value + "</value></param>")
                                .collect(Collectors.joining())
                        + "</params></methodCall>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String credentials(String credential) {
        return array(struct(
                member("geni_type", string("geni_sfa")),
                member("geni_version", string("3")),
                member("geni_value", string(credential))));
    }

    private static String array(String... values) {
        return "<array><data>"
                + Stream.of(values).map(value -> "<value>" + value + "</value>").collect(Collectors.joining())
                + "</data></array>";
    }

    private static String struct(String... members) {
        return "<struct>" + String.join("", members) + "</struct>";
    }

    private static String member(String name, String value) {
        return "<member><name>" + name + "</name><value>" + value + "</value></member>";
    }

    private static String string(Object text) {
        return "<string>"
                + text.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</string>";
    }

    /** Slices of the benchmark. */
    static List<Urn> slices(String name, int count) {
        List<Urn> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(BenchedAm.slice(name + i));
        }
        return slices;
    }
}
