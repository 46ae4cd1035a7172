// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.whole.ApiReply.asList;
import static org.berth.am.whole.ApiReply.asMap;
import static org.berth.am.whole.ApiReply.text;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.Test;

/** What omni's acceptance test (am_api_accept) asserts of its workflow, a test for each row. */
interface OmniDemands {
    /** The calls of the workflow, made once. */
    OmniWorkflow omni();

    @Test
    default void omniRow01GetVersionHasExactTypes() {
        Map<?, ?> value = omni().getVersion.map();
        assertThat(omni().getVersion.struct().get("geni_api")).isEqualTo(3);
        assertThat(value.get("geni_api")).isEqualTo(3);
        assertThat(asMap(value.get("geni_api_versions")).get("3")).isInstanceOf(String.class);
        assertThat(value.get("geni_single_allocation")).isIn(0, 1);
        assertThat(value.get("geni_allocate")).isIn("geni_single", "geni_disjoint", "geni_many");
        JfedV3Demands.requireRspecVersions(value);
        assertThat(asList(value.get("geni_credential_types")))
                .anySatisfy(type -> assertThat(text(asMap(type), "geni_type")).isEqualTo("geni_sfa"))
                .allSatisfy(type -> assertThat(asMap(type).get("geni_version")).isInstanceOf(String.class));
    }

    @Test
    default void omniRow02ListResourcesGivesAnAdvertisementWithNodes() {
        assertThat(ClientRspec.advertised(omni().list.text())).isNotEmpty();
        assertThat(ClientRspec.advertised(
                        Compression.decompress(omni().listCompressed.text())))
                .isNotEmpty();
        ClientRspec.advertised(omni().listAvailable.text());
    }

    @Test
    default void omniRow04ManifestsHaveTheRequestsClientIdsAndComponents() {
        List<String> manifests = List.of(
                omni().allocate.manifest(),
                omni().describeAllocated.manifest(),
                omni().provision.manifest(),
                omni().describe.manifest());
        for (String manifest : manifests) {
            assertThat(ClientRspec.manifested(manifest))
                    .singleElement()
                    .satisfies(node -> assertThat(omni().bound)
                            .contains("client_id=\"" + node.get("client_id") + "\"")
                            .contains("component_id=\"" + node.get("component_id") + "\""));
        }
        requireState(omni().allocate, "geni_allocated");
        requireState(omni().describeAllocated, "geni_allocated");
        requireState(omni().provision, "geni_provisioned");
        requireState(omni().describe, "geni_provisioned");
    }

    @Test
    default void omniRow07OneSliverCanBeDescribed() {
        assertThat(text(omni().describeSliver.sliver(), "geni_sliver_urn"))
                .isEqualTo(text(omni().allocate.sliver(), "geni_sliver_urn"));
    }

    @Test
    default void omniRow08RenewShortensTheLeaseOfOneSliver() {
        requireRenewed(0);
    }

    @Test
    default void omniRow09RenewBeyondTheSliceIsRefusedAndChangesNothing() {
        omni().tooFar.requireRefusal();
        assertThat(omni().statusAfterTooFar.ofFirstSliver("geni_expires"))
                .isEqualTo(omni().statusBeforeTooFar.ofFirstSliver("geni_expires"))
                .isNotEmpty();
    }

    @Test
    default void omniRow10RenewToTwoAndToFiveDaysIsTaken() {
        requireRenewed(1);
        requireRenewed(2);
    }

    @Test
    default void omniRow11ActionsAreTakenOrUnsupportedAndUnknownOnesFail() {
        for (String action : List.of("geni_start", "geni_restart", "geni_stop")) {
            assertThat(answer(action).code()).as(action).isIn(0, 13);
        }
        answer("").requireRefusal();
        answer("random_action").requireRefusal();
        assertThat(answer("").struct().get("value")).isInstanceOf(List.class);
    }

    @Test
    default void omniRow12AfterDeleteNothingIsLeft() {
        if (omni().statusAfterDelete.code() == 0) {
            assertThat(omni().statusAfterDelete.slivers()).isEmpty();
        }
        if (omni().describeAfterDelete.code() == 0) {
            ClientRspec.requireEmpty(omni().describeAfterDelete.manifest());
        }
        if (omni().deleteAfterDelete.code() == 0) {
            assertThat(omni().deleteAfterDelete.list()).isEmpty();
        }
    }

    @Test
    default void omniRow17DeleteGivesEverySliverUnallocatedWithItsExpiry() {
        assertThat(omni().delete.slivers()).isNotEmpty().allSatisfy(sliver -> {
            assertThat(text(sliver, "geni_allocation_status")).isEqualTo("geni_unallocated");
            assertThat(expires(sliver)).isNotNull();
        });
    }

    private ApiReply answer(String action) {
        ApiReply answer = omni().actions.get(action);
        Assertions.assertThat(answer).isNotNull();
        return answer;
    }

    /** omni compares to the second. */
    private void requireRenewed(int number) {
        Map.Entry<Instant, List<ApiReply>> renewal =
                List.copyOf(omni().renewals.entrySet()).get(number);
        for (ApiReply answer : renewal.getValue()) {
            assertThat(answer.slivers())
                    .isNotEmpty()
                    .allSatisfy(sliver -> assertThat(expires(sliver))
                            .isCloseTo(renewal.getKey(), Assertions.within(Duration.ofSeconds(1))));
        }
    }

    private static Instant expires(Map<?, ?> sliver) {
        return OffsetDateTime.parse(text(sliver, "geni_expires")).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static void requireState(ApiReply reply, String state) {
        assertThat(reply.slivers())
                .isNotEmpty()
                .allSatisfy(sliver ->
                        assertThat(text(sliver, "geni_allocation_status")).isEqualTo(state));
    }
}
