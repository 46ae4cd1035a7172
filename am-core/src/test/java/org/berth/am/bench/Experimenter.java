// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.am.federation.CertificateAuthority;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.SignatureAlgorithm;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.Urn;

/** A user with slices, whose calls of AM API v3 are bytes made beforehand. */
final class Experimenter {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final String RSPEC_VERSION =
            member("geni_rspec_version", struct(member("type", "GENI"), member("version", "3")));

    private final Identity root;
    private final Identity user;
    private final WantedNodes wanted;
    private final Map<Urn, String> credentials = new HashMap<>();

    /**
     * @param root the authority, with its key, that issued the user's certificate and issues all credentials
     * @param wanted of an AM
     */
    Experimenter(Identity root, Identity user, WantedNodes wanted) {
        this.root = root;
        this.user = user;
        this.wanted = wanted;
    }

    /** Somebody of a new federation, for {@link BenchedAm}. */
    static Experimenter make() {
        TestFederation federation = new TestFederation(Clock.systemUTC());
        return new Experimenter(federation.root(), federation.user("alice"), BenchedAm.WANTED);
    }

    /** The authority that issued all of it. */
    Identity root() {
        return root;
    }

    Identity user() {
        return user;
    }

    /** The slice's credential, always the same. */
    private String credential(Urn slice) {
        return credentials.computeIfAbsent(slice, this::freshCredential);
    }

    private String freshCredential(Urn slice) {
        Instant now = Instant.now(Clock.systemUTC());
        // With the user's key: making one for each slice takes long, and no call looks at it.
        List<X509Certificate> target = CertificateIssue.chain(
                CertificateContent.of(slice, now, LIFE), user.certificate().getPublicKey(), root);
        return new CertificateAuthority(root, Clock.systemUTC(), SignatureAlgorithm.RSA_SHA256)
                .sliceCredential(user.chain(), target, now.plus(LIFE));
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
        return call("Allocate", string(slice), credentials(credential(slice)), string(wanted.request(nodes)), struct());
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

    /** Slices of the user's authority. */
    List<Urn> slices(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Urn(root.urn().authority(), "slice", name + i))
                .toList();
    }
}
