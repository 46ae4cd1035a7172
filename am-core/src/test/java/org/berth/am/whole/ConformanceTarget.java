// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.client.ClientIdentity;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.rspec.Urn;

/**
 * The AM of which the clients' demands are asked, and what a client needs to call it: any AM that a properties file
 * describes (docs/development.md), else one that is started for it.
 *
 * @param caller the user's certificate and key
 * @param userCredential the user's credential for himself
 * @param slices slices of the user's that have nothing; four, and a fifth that may be shut down
 * @param delegated a slice whose credential somebody handed on to the user
 * @param request an RSpec for one node
 * @param end stops what was started
 */
record ConformanceTarget(
        String v3,
        String v2,
        Identity caller,
        String userCredential,
        List<OwnSlice> slices,
        Optional<OwnSlice> delegated,
        String request,
        Runnable end)
        implements AutoCloseable {
    /** Names the file that describes another AM. */
    private static final String PROPERTY = "berth.conformance";

    /** As jFed's own test asks for its node; an AM may say that it takes no such types, and then jFed's test ends. */
    private static final String REQUEST = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request" generated_by="jFed RSpec Editor"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.geni.net/resources/rspec/3 http://www.geni.net/resources/rspec/3/request.xsd ">
             <node client_id="PC" component_manager_id="urn:publicid:IDN+conformance.example.org+authority+am"
              exclusive="true"><sliver_type name="raw-pc"/></node>
            </rspec>
            """;

    /** A slice and the credential for it. */
    record OwnSlice(String credential) {
        private static final Pattern TARGET = Pattern.compile("<target_urn>\\s*([^<]+?)\\s*</target_urn>");
        private static final Pattern EXPIRES = Pattern.compile("<expires>\\s*([^<]+?)\\s*</expires>");

        String urn() {
            return first(TARGET);
        }

        List<Object> credentials() {
            return ApiClient.credentials(credential);
        }

        Instant expires() {
            return Instant.parse(first(EXPIRES).replaceFirst("(?<=:\\d\\d)$", "Z"));
        }

        private String first(Pattern pattern) {
            Matcher matcher = pattern.matcher(credential);
            if (!matcher.find()) {
                throw new IllegalArgumentException("a slice credential without " + pattern);
            }
            return matcher.group(1);
        }
    }

    /** The AM of the property's file, or one of ours. */
    static ConformanceTarget open(Path folder) {
        String file = System.getProperty(PROPERTY, "");
        return file.isEmpty() ? ours(folder) : described(Path.of(file).toAbsolutePath());
    }

    private static ConformanceTarget ours(Path folder) {
        TestFederation federation = new TestFederation(Clock.systemUTC());
        Identity alice = federation.user("alice");
        List<OwnSlice> slices = new ArrayList<>();
        for (String name : List.of("jfed3", "jfed2", "omni", "empty", "shut")) {
            slices.add(new OwnSlice(federation.credential(alice, federation.slice(name))));
        }
        Identity bob = federation.user("bob");
        Identity bobs = federation.slice("bobs");
        String delegated = federation.delegate(
                federation.credential(bob, bobs),
                bob,
                alice,
                bobs,
                TestFederation.EVERYTHING,
                Clock.systemUTC().instant().plus(TestFederation.LIFE.dividedBy(2)));
        AmProcess am = new AmProcess(
                folder.resolve("am"),
                "conformance.example.org",
                List.of(),
                Pem.certificates(federation.root().chain()),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24900",
                "max_containers = 6",
                "[slivers]",
                "accept_exclusive = yes",
                "[sliver_type raw-pc]",
                "memory = 512M");
        return new ConformanceTarget(
                am.url(3),
                am.url(2),
                alice,
                federation.credential(alice, alice),
                slices,
                Optional.of(new OwnSlice(delegated)),
                REQUEST,
                am::close);
    }

    private static ConformanceTarget described(Path file) {
        Properties about = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            about.load(reader);
            ClientIdentity caller = ClientIdentity.load(path(file, about, "certificate"), path(file, about, "key"));
            List<OwnSlice> slices = new ArrayList<>();
            for (String slice : required(about, "slice_credentials").split("[ ,]+", -1)) {
                slices.add(new OwnSlice(Files.readString(file.resolveSibling(slice))));
            }
            Optional<OwnSlice> delegated = about.containsKey("delegated_credential")
                    ? Optional.of(new OwnSlice(Files.readString(path(file, about, "delegated_credential"))))
                    : Optional.empty();
            return new ConformanceTarget(
                    required(about, "v3"),
                    required(about, "v2"),
                    new Identity(caller.key(), caller.chain()),
                    Files.readString(path(file, about, "user_credential")),
                    slices,
                    delegated,
                    Files.readString(path(file, about, "request")),
                    () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(Path file, Properties about, String key) {
        return file.resolveSibling(required(about, key));
    }

    private static String required(Properties about, String key) {
        return Optional.ofNullable(about.getProperty(key))
                .map(String::strip)
                .orElseThrow(() -> new IllegalArgumentException("the properties file has no " + key));
    }

    ApiClient v3Client() {
        return new ApiClient(v3, caller);
    }

    ApiClient v2Client() {
        return new ApiClient(v2, caller);
    }

    /** The credential of somebody with the user's name, certified by an authority that nobody trusts. */
    String untrustedCredential() {
        TestFederation elsewhere = new TestFederation(Clock.systemUTC());
        Identity same = elsewhere.issue(
                elsewhere.selfSigned("urn:publicid:IDN+" + caller.urn().authority() + "+authority+sa"),
                caller.urn().toString());
        return elsewhere.credential(same, same);
    }

    /** A URN of something beside a slice, of the same authority. */
    static String beside(OwnSlice slice, String type, String name) {
        return new Urn(Urn.parse(slice.urn()).authority(), type, name).toString();
    }

    @Override
    public void close() {
        end.run();
    }
}
