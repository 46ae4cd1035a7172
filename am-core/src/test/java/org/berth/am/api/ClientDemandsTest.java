package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.RecordingSlices.MANIFEST;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Authority;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Grant;
import org.berth.am.auth.Operation;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.server.CallLog;
import org.berth.am.server.XmlRpcService;
import org.berth.rspec.Compression;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What omni and jFed check in every response, on the responses' bytes; the requests are those that omni 2.11 sent. (jFed's
 * TestAggregateManager3, omni's am_api_accept.)
 */
class ClientDemandsTest {
    private static final String SLICE = "urn:publicid:IDN+geni:gpo:gcf+slice+sraw";

    private final RecordingSlices slices = new RecordingSlices();
    private final Seen credentials = new Seen();
    private final XmlRpcService service = new XmlRpcService(
            new AmApiV3(new Aggregate(
                    new AmDescription(
                            ApiFixture.AM, Map.of(3, URI.create("https://am.example.org:8001/am/3.0")), "0.1.0", true),
                    credentials,
                    slices,
                    () -> Instant.parse("2026-11-20T11:31:50Z"))),
            new CallLog(new SimpleMeterRegistry()));

    @Test
    void getVersionHasEveryMemberInItsExactType() throws Exception {
        // when
        Map<?, ?> reply = omni("01-GetVersion");

        // then
        Map<?, ?> value = success(reply);
        assertThat(reply.get("geni_api")).isEqualTo(3);
        assertThat(value.get("geni_api")).isEqualTo(3);
        assertThat(value.get("geni_single_allocation")).isEqualTo(0);
        assertThat(value.get("geni_allocate")).isIn("geni_single", "geni_disjoint", "geni_many");
        assertThat(value.get("urn")).isEqualTo("urn:publicid:IDN+am.example.org+authority+am");
        assertThat((String) value.get("geni_am_code")).matches("[A-Za-z0-9 .:#_+()-]+");
        requireVersions(struct(value.get("geni_api_versions")));
        requireRspecVersions(list(value.get("geni_request_rspec_versions")));
        requireRspecVersions(list(value.get("geni_ad_rspec_versions")));
        requireCredentialTypes(list(value.get("geni_credential_types")));
    }

    @Test
    void listResourcesComesCompressedAndPlain() throws Exception {
        // when
        Object compressed = omni("06-ListResources").get("value");
        Object plain = omni("08-ListResources").get("value");

        // then
        assertThat(Compression.decompress((String) Objects.requireNonNull(compressed)))
                .isEqualTo(plain);
        assertThat(slices.asked).containsExactly("advertisement true", "advertisement false");
        assertThat(credentials.last.type()).isEqualTo("geni_sfa");
        assertThat(credentials.last.version()).isEqualTo("3");
        assertThat(credentials.last.value())
                .startsWith("<?xml")
                .contains("<signed-credential")
                .endsWith("</signed-credential>\n");
    }

    @Test
    void allocateGivesTheManifestAndAllocatedSlivers() throws Exception {
        // when
        Map<?, ?> value = success(omni("10-Allocate"));

        // then
        assertThat(value.get("geni_rspec")).isEqualTo(MANIFEST);
        requireSlivers(value.get("geni_slivers"), "geni_allocated");
        assertThat(slices.asked)
                .first()
                .asString()
                .startsWith("allocate " + SLICE)
                .contains("<sliver_type name=\"fake-vm\"/>");
    }

    @Test
    void describeAndProvisionGiveTheManifestAndTheSlivers() throws Exception {
        // when
        Map<?, ?> described = success(omni("12-Describe"));
        Map<?, ?> provisioned = success(omni("14-Provision"));

        // then
        assertThat(described.get("geni_urn")).isEqualTo(SLICE);
        assertThat(Compression.decompress((String) Objects.requireNonNull(described.get("geni_rspec"))))
                .isEqualTo(MANIFEST);
        requireSlivers(described.get("geni_slivers"), "geni_provisioned");
        requireSlivers(provisioned.get("geni_slivers"), "geni_provisioned");
        assertThat(slices.asked).last().asString().contains("user+alice, keys=[ssh-rsa AAAAB3", " alice@interop]");
    }

    @Test
    void statusRenewAndActionsGiveWholeSlivers() throws Exception {
        // when
        Map<?, ?> status = success(omni("18-Status"));
        Object performed = omni("16-PerformOperationalAction").get("value");
        Object renewed = omni("20-Renew").get("value");
        Object deleted = omni("25-Delete").get("value");

        // then
        assertThat(status.get("geni_urn")).isEqualTo(SLICE);
        requireSlivers(status.get("geni_slivers"), "geni_provisioned");
        requireSlivers(performed, "geni_provisioned");
        requireSlivers(renewed, "geni_provisioned");
        requireSlivers(deleted, "geni_unallocated");
        assertThat(slices.asked)
                .anyMatch(asked -> asked.startsWith("renew") && asked.contains(" to 2026-11-21T11:31:47Z"));
    }

    @Test
    void shutdownGivesTrue() throws Exception {
        assertThat(omni("35-Shutdown").get("value")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04-ListResources",
                "10-Allocate",
                "12-Describe",
                "14-Provision",
                "16-PerformOperationalAction",
                "18-Status",
                "20-Renew",
                "25-Delete",
                "35-Shutdown"
            })
    void everyFailureHasACodeAnOutputAndAValueOfTheRightType(String recorded) throws Exception {
        // given
        Object good = Objects.requireNonNull(omni(recorded).get("value"));
        credentials.refuse = true;

        // when
        Map<?, ?> reply = omni(recorded);

        // then
        assertThat(struct(reply.get("code"))).isEqualTo(Map.of("geni_code", 3, "am_code", 3, "am_type", "berth"));
        assertThat(reply.get("output")).isEqualTo("lacks everything");
        Object value = Objects.requireNonNull(reply.get("value"));
        assertThat(value instanceof Map).isEqualTo(good instanceof Map);
        assertThat(value instanceof List).isEqualTo(good instanceof List);
        assertThat(value instanceof String).isEqualTo(good instanceof String);
        assertThat(value instanceof Boolean).isEqualTo(good instanceof Boolean);
    }

    private static void requireVersions(Map<?, ?> versions) {
        assertThat(versions.keySet()).isEqualTo(Set.of("3"));
        URI url = URI.create((String) Objects.requireNonNull(versions.get("3")));
        assertThat(url.getScheme()).isEqualTo("https");
        assertThat(url.getHost()).isNotIn("localhost", "127.0.0.1");
    }

    private static void requireRspecVersions(List<?> versions) {
        Set<Object> once = new HashSet<>();
        for (Object each : versions) {
            Map<?, ?> version = struct(each);
            assertThat(version.get("type")).isEqualTo("GENI");
            assertThat(version.get("version")).isEqualTo("3");
            assertThat(version.get("schema")).isInstanceOf(String.class);
            assertThat(version.get("namespace")).isEqualTo("http://www.geni.net/resources/rspec/3");
            list(version.get("extensions"))
                    .forEach(extension -> assertThat(extension).isInstanceOf(String.class));
            assertThat(once.add(version)).isTrue();
        }
        assertThat(once).isNotEmpty();
    }

    private static void requireCredentialTypes(List<?> types) {
        assertThat(types)
                .map(ClientDemandsTest::struct)
                .containsExactlyInAnyOrder(
                        Map.of("geni_type", "geni_sfa", "geni_version", "3"),
                        Map.of("geni_type", "geni_sfa", "geni_version", "2"),
                        Map.of("geni_type", "geni_abac", "geni_version", "1"));
    }

    private static void requireSlivers(@Nullable Object slivers, String allocation) {
        assertThat(list(slivers)).hasSize(1);
        Map<?, ?> sliver = struct(list(slivers).get(0));
        assertThat((String) sliver.get("geni_sliver_urn")).matches("urn:publicid:IDN\\+[\\w.:-]+\\+sliver\\+[\\w.-]+");
        assertThat((String) sliver.get("geni_expires")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(sliver.get("geni_allocation_status")).isEqualTo(allocation);
        assertThat((String) sliver.get("geni_operational_status")).startsWith("geni_");
        assertThat(sliver.get("geni_error")).isEqualTo("");
    }

    private static Map<?, ?> success(Map<?, ?> reply) {
        assertThat(struct(reply.get("code"))).isEqualTo(Map.of("geni_code", 0, "am_code", 0, "am_type", "berth"));
        assertThat(reply.get("output")).isEqualTo("");
        return struct(reply.get("value"));
    }

    private static Map<?, ?> struct(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) Objects.requireNonNull(value);
    }

    /** Sends a recorded request's body. */
    private Map<?, ?> omni(String recorded) throws Exception {
        try (InputStream file = getClass().getResourceAsStream("/omni-v3/" + recorded + ".request.txt")) {
            String request = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = request.substring(request.indexOf("<?xml")).getBytes(StandardCharsets.UTF_8);
            return struct(WireResponse.read(service.answer(ALICE, body)));
        }
    }

    /** Takes everything, or refuses everything. */
    private static final class Seen implements Authority {
        private PresentedCredential last = new PresentedCredential("", "", "");
        private boolean refuse;

        @Override
        public void admit(Caller caller) {
            // everybody
        }

        @Override
        public Caller speakingFor(Caller tool, Urn user, List<PresentedCredential> shown) {
            throw new AmException(GeniCode.FORBIDDEN, "nobody speaks for " + user);
        }

        @Override
        public Grant authorize(Caller caller, List<PresentedCredential> shown, Urn slice, Operation operation) {
            requireAnyValid(caller, shown);
            return new Grant(slice, caller.urn(), RecordingAuthority.UNTIL, "");
        }

        @Override
        public void requireAnyValid(Caller caller, List<PresentedCredential> shown) {
            last = shown.get(0);
            if (refuse) {
                throw new AmException(GeniCode.FORBIDDEN, "lacks everything");
            }
        }
    }
}
