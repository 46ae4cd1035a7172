// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.whole.ApiReply.asList;
import static org.berth.am.whole.ApiReply.asMap;
import static org.berth.am.whole.ApiReply.text;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What jFed's TestAggregateManager3 asserts, a test for each of its steps. (Step 7 registers slices with their authority.)
 */
interface JfedV3Demands {
    /** The calls of the test, made once. */
    JfedV3Workflow v3();

    @Test
    default void jfedV3Row01GetVersionHasTheApiNumberAtTheTopAndInTheValue() {
        assertThat(v3().getVersion.map().get("geni_api")).isEqualTo(3);
        assertThat(v3().getVersion.struct().get("geni_api")).isEqualTo(3);
    }

    @Test
    default void jfedV3Row02GetVersionHasRspecVersionsAndCredentialTypes() {
        Map<?, ?> value = v3().getVersion.map();
        assertThat(value.get("geni_api_versions")).isInstanceOf(Map.class);
        requireRspecVersions(value);
        List<?> types = asList(value.get("geni_credential_types"));
        assertThat(types).isNotEmpty().allSatisfy(type -> {
            assertThat(text(asMap(type), "geni_type")).isNotEmpty();
            assertThat(text(asMap(type), "geni_version")).isNotEmpty();
        });
    }

    @Test
    default void jfedV3Row03ApiVersionsHaveUrlsThatClientsCanReach() {
        requireUrls(v3().getVersion.map(), "3");
    }

    @Test
    default void jfedV3Row04NothingIsListedTwice() {
        Map<?, ?> value = v3().getVersion.map();
        for (String list : List.of("geni_request_rspec_versions", "geni_ad_rspec_versions")) {
            assertThat(asList(value.get(list)).stream()
                            .map(entry -> text(asMap(entry), "type") + " " + text(asMap(entry), "version")))
                    .doesNotHaveDuplicates();
        }
        assertThat(asList(value.get("geni_credential_types"))).doesNotHaveDuplicates();
    }

    @Test
    default void jfedV3Row05ListResourcesWithEmptyCredentialsIsBadArgs() {
        assertThat(v3().listWithoutCredentials.code()).isEqualTo(1);
    }

    @Test
    default void jfedV3Row06StatusOfASliceThatDoesNotExistIsRefused() {
        v3().statusOfNonExisting.requireRefusal();
    }

    @Test
    default void jfedV3Row08StatusOfAnEmptySliceIsRefused() {
        v3().statusOfEmpty.requireRefusal();
    }

    /** jFed wants a manifest shorter than 30 characters, which no manifest is: one without elements is what it means. */
    @Test
    default void jfedV3Row09DescribeOfAnEmptySliceIsAManifestWithoutElements() {
        ClientRspec.requireEmpty(v3().describeOfEmptyCompressed.compressedManifest());
        ClientRspec.requireEmpty(v3().describeOfEmpty.manifest());
        assertThat(v3().describeOfEmpty.slivers()).isEmpty();
    }

    @Test
    default void jfedV3Row10AllocateGivesExactlyOneAllocatedSliver() {
        Map<?, ?> sliver = v3().allocate.sliver();
        assertThat(Urn.parse(text(sliver, "geni_sliver_urn")).hasType("sliver")).isTrue();
        assertThat(text(sliver, "geni_allocation_status")).isEqualTo("geni_allocated");
        requireFuture(sliver);
        assertThat(v3().allocate.manifest()).isNotEmpty();
    }

    @Test
    default void jfedV3Row11ProvisionGivesTheSameSliverProvisionedAtOnce() {
        requireProvisioned(v3().provision.sliver());
        assertThat(ClientRspec.logins(v3().provision.manifest())).isNotEmpty();
    }

    @Test
    default void jfedV3Row12StatusLeavesPendingAllocation() {
        v3().untilProvisioned.forEach(this::requireStatus);
        assertThat(last(v3().untilProvisioned)).isNotEqualTo("geni_pending_allocation");
    }

    @Test
    default void jfedV3Row13StartIsPerformedOnTheSliver() {
        assertThat(v3().start.list()).hasSize(1);
        Map<?, ?> sliver = v3().start.sliver();
        assertThat(text(sliver, "geni_sliver_urn")).isEqualTo(urn());
        requireFuture(sliver);
    }

    @Test
    default void jfedV3Row14StatusAfterStartIsInOrder() {
        requireStatus(v3().statusAfterStart);
    }

    @Test
    default void jfedV3Row15DescribeOfTheSliverNamesTheSlice() {
        assertThat(text(v3().describe.map(), "geni_urn")).isEqualTo(v3().slice.urn());
        assertThat(ClientRspec.manifested(v3().describe.compressedManifest())).isNotEmpty();
        requireProvisioned(v3().describe.sliver());
    }

    @Test
    default void jfedV3Row16SliverBecomesReady() {
        v3().untilReady.forEach(this::requireStatus);
        assertThat(last(v3().untilReady)).isEqualTo("geni_ready");
    }

    @Test
    default void jfedV3Row17LoginOfTheManifestLetsTheUserIn() {
        assertThat(v3().login).hasSizeGreaterThan(5);
    }

    /** jFed wants its own spelling back, and even before it renewed: the same moment, in UTC, is what can be had. */
    @Test
    default void jfedV3Row18RenewTakesTheClientsOffset() {
        assertThat(v3().renew.code()).isZero();
        assertThat(Instant.parse(text(v3().statusAfterRenew.sliver(), "geni_expires")))
                .isEqualTo(OffsetDateTime.parse(v3().renewedTo).toInstant());
    }

    @Test
    default void jfedV3Row19DeleteGivesTheSliverWithItsStates() {
        Map<?, ?> sliver = v3().delete.sliver();
        assertThat(text(sliver, "geni_sliver_urn")).isEqualTo(urn());
        assertThat(text(sliver, "geni_allocation_status")).isEqualTo("geni_unallocated");
        assertThat(text(sliver, "geni_operational_status")).isNotEmpty();
    }

    @Test
    default void jfedV3Row20StatusAfterDeleteIsRefusedOrShowsNothing() {
        requireGone(v3().statusAfterDelete, v3().slice.urn());
    }

    /** A Status after Delete. */
    static void requireGone(ApiReply status, String slice) {
        if (status.code() == 0) {
            assertThat(text(status.map(), "geni_urn")).isEqualTo(slice);
            assertThat(status.slivers())
                    .allSatisfy(sliver ->
                            assertThat(text(sliver, "geni_allocation_status")).isEqualTo("geni_unallocated"));
        }
    }

    /** The RSpec versions of a GetVersion of any API version. */
    static void requireRspecVersions(Map<?, ?> value) {
        for (String list : List.of("geni_request_rspec_versions", "geni_ad_rspec_versions")) {
            List<String> versions = new ArrayList<>();
            for (Object entry : asList(value.get(list))) {
                Map<?, ?> version = asMap(entry);
                versions.add(text(version, "type").toLowerCase(Locale.ROOT) + text(version, "version"));
                assertThat(text(version, "type")).isNotEmpty();
                assertThat(text(version, "schema")).isNotNull();
                assertThat(text(version, "namespace")).isNotNull();
                assertThat(asList(version.get("extensions")))
                        .allSatisfy(extension -> assertThat(extension).isInstanceOf(String.class));
            }
            assertThat(versions).as(list).contains("geni3");
        }
    }

    /** The URLs of a GetVersion of any API version. */
    static void requireUrls(Map<?, ?> value, String own) {
        Map<?, ?> urls = asMap(value.get("geni_api_versions"));
        assertThat(urls.get(own)).isNotNull();
        urls.forEach((version, url) -> {
            assertThat(Integer.parseInt((String) version)).isPositive();
            URI parsed = URI.create((String) Objects.requireNonNull(url));
            assertThat(parsed.getScheme()).isEqualTo("https");
            assertThat(parsed.getHost()).isNotIn("localhost", "127.0.0.1", "0.0.0.0", null);
        });
    }

    private String urn() {
        return text(v3().allocate.sliver(), "geni_sliver_urn");
    }

    private void requireStatus(ApiReply status) {
        assertThat(text(status.map(), "geni_urn")).isEqualTo(v3().slice.urn());
        requireProvisioned(status.sliver());
        assertThat(status.sliver().get("geni_error")).isInstanceOf(String.class);
    }

    private void requireProvisioned(Map<?, ?> sliver) {
        assertThat(text(sliver, "geni_sliver_urn")).isEqualTo(urn());
        assertThat(text(sliver, "geni_allocation_status")).isEqualTo("geni_provisioned");
        assertThat(text(sliver, "geni_operational_status"))
                .isNotEqualTo("geni_failed")
                .startsWith("geni_");
        requireFuture(sliver);
    }

    private static void requireFuture(Map<?, ?> sliver) {
        assertThat(OffsetDateTime.parse(text(sliver, "geni_expires")).toInstant())
                .isAfter(Clock.systemUTC().instant());
    }

    private static @Nullable Object last(List<ApiReply> answers) {
        return answers.get(answers.size() - 1).sliver().get("geni_operational_status");
    }
}
