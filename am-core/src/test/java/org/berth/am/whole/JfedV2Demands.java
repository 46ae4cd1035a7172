// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.whole.ApiReply.asList;
import static org.berth.am.whole.ApiReply.asMap;
import static org.berth.am.whole.ApiReply.text;

import java.time.Instant;
import java.util.Map;
import org.berth.rspec.Compression;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** What jFed's test of AM API v2 asserts, a test for each of its steps. */
interface JfedV2Demands {
    /** The calls of the test, made once. */
    JfedV2Workflow v2();

    @Test
    default void jfedV2Row01GetVersionHasItsNumberUrlsAndRspecVersions() {
        Map<?, ?> value = v2().getVersion.map();
        assertThat(v2().getVersion.struct().get("geni_api")).isEqualTo(2);
        assertThat(value.get("geni_api")).isEqualTo(2);
        JfedV3Demands.requireUrls(value, "2");
        JfedV3Demands.requireRspecVersions(value);
    }

    @Test
    default void jfedV2Row02ListResourcesGivesACompressedAdvertisement() {
        assertThat(ClientRspec.advertised(
                        Compression.decompress(v2().listResources.text())))
                .isNotEmpty();
    }

    @Test
    default void jfedV2Row03CreateSliverGivesAManifestWithLogins() {
        assertThat(ClientRspec.logins(v2().createSliver.text()))
                .isNotEmpty()
                .allSatisfy(login -> assertThat(login).containsEntry("authentication", "ssh-keys"));
    }

    @Test
    default void jfedV2Row04SliverStatusHasEveryMember() {
        requireStatus(v2().firstStatus);
    }

    @Test
    default void jfedV2Row05ListResourcesOfTheSliceGivesItsManifest() {
        assertThat(ClientRspec.manifested(Compression.decompress(v2().manifest.text())))
                .isEqualTo(ClientRspec.manifested(v2().createSliver.text()));
    }

    @Test
    default void jfedV2Row06SliceBecomesReady() {
        v2().untilReady.forEach(JfedV2Demands::requireStatus);
        assertThat(v2().untilReady.get(v2().untilReady.size() - 1).map().get("geni_status"))
                .isEqualTo("ready");
    }

    @Test
    default void jfedV2Row07LoginOfTheManifestLetsTheUserIn() {
        assertThat(v2().login).hasSizeGreaterThan(5);
    }

    @Test
    default void jfedV2Row08RenewSliverGivesTrue() {
        assertThat(v2().renew.value()).isEqualTo(true);
        assertThat(Instant.parse(text(v2().statusAfterRenew.map(), "geni_expires")))
                .isEqualTo(v2().renewedTo);
    }

    @Test
    default void jfedV2Row09DeleteSliverGivesTrue() {
        assertThat(v2().delete.value()).isEqualTo(true);
    }

    @Test
    default void jfedV2Row10SliverStatusAfterDeleteIsRefused() {
        v2().statusAfterDelete.requireRefusal();
    }

    private static void requireStatus(ApiReply status) {
        Map<?, ?> value = status.map();
        assertThat(Urn.parse(text(value, "geni_urn")).hasType("sliver")).isTrue();
        requireState(value);
        assertThat(asList(value.get("geni_resources"))).isNotEmpty().allSatisfy(resource -> {
            requireState(asMap(resource));
            assertThat(text(asMap(resource), "geni_urn")).isNotEmpty();
            assertThat(asMap(resource).get("geni_error")).isInstanceOf(String.class);
        });
    }

    private static void requireState(Map<?, ?> struct) {
        assertThat(text(struct, "geni_status")).isIn("configuring", "ready", "failed", "unknown");
    }
}
