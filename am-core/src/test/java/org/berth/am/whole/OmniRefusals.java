// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.whole.ApiClient.credentials;
import static org.berth.am.whole.ApiClient.geni3;

import java.util.List;
import java.util.Map;
import org.berth.am.whole.ConformanceTarget.OwnSlice;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The rows of omni's acceptance test that stand by themselves: what must be refused, and several slices. */
interface OmniRefusals {
    /** Whose slices have nothing when these tests begin, nor when they end. */
    ConformanceTarget target();

    @Test
    default void omniRow03BadCredentialsNeverSucceed() {
        String good = target().userCredential();
        List<List<Object>> bad = List.of(
                credentials(good.substring(1)),
                credentials(good.replaceFirst("<credential ", "<foo/><credential ")),
                credentials("geni_sfaBROKEN", "3", good),
                credentials(target().untrustedCredential()));
        for (List<Object> each : bad) {
            v3().call("ListResources", each, geni3()).requireRefusal();
            v2().call("ListResources", each, geni3()).requireRefusal();
        }
        OwnSlice slice = slice(0);
        for (List<Object> each : List.of(credentials(good), slice(1).credentials())) {
            v3().call("Allocate", slice.urn(), each, target().request(), Map.of())
                    .requireRefusal();
            v3().call("Describe", List.of(slice.urn()), each, geni3()).requireRefusal();
            v2().call("CreateSliver", slice.urn(), each, target().request(), List.of(), Map.of())
                    .requireRefusal();
        }
        requireEmpty(slice);
    }

    @Test
    default void omniRow05ListResourcesOfV3NeverGivesAManifest() {
        ApiReply listed = v3().call(
                        "ListResources",
                        credentials(target().userCredential()),
                        geni3("geni_slice_urn", slice(0).urn()));
        if (listed.code() == 0) {
            ClientRspec.advertised(listed.text());
        }
    }

    @Test
    default void omniRow06DescribeOfNothingOrOfOtherThingsIsRefused() {
        OwnSlice slice = slice(0);
        List<Object> none = List.of();
        List<Object> node = List.of(ConformanceTarget.beside(slice, "node", "n1"));
        List<Object> unknown = List.of(ConformanceTarget.beside(slice, "sliver", "INVALID"));
        for (List<Object> urns : List.of(none, node, unknown)) {
            v3().call("Describe", urns, slice.credentials(), geni3()).requireRefusal();
        }
    }

    @Test
    default void omniRow13BadRspecsAreRefusedAndLeaveTheSliceClean() {
        OwnSlice slice = slice(0);
        for (String bad : List.of("", "<rspec", target().request().replace("type=\"request\"", "type=\"manifest\""))) {
            v3().call("Allocate", slice.urn(), slice.credentials(), bad, Map.of())
                    .requireRefusal();
            v2().call("CreateSliver", slice.urn(), slice.credentials(), bad, List.of(), Map.of())
                    .requireRefusal();
        }
        assertThat(allocate(slice)).isNotEmpty();
        delete(slice);
    }

    @Test
    default void omniRow14SlicesAtTheSameTimeAreSeparate() {
        OwnSlice one = slice(0);
        OwnSlice other = slice(1);
        String ofOne = allocate(one);
        String ofOther = allocate(other);
        assertThat(describe(one).ofFirstSliver("geni_sliver_urn")).isEqualTo(ofOne);
        assertThat(ClientRspec.manifested(describe(one).manifest())).hasSize(1);
        delete(one);
        requireEmpty(one);
        assertThat(describe(other).ofFirstSliver("geni_sliver_urn")).isEqualTo(ofOther);
        delete(other);
    }

    @Test
    default void omniRow15ShutdownGivesTrueAlsoTheSecondTime() {
        Assumptions.assumeTrue(target().slices().size() > 4, "no slice is given that may be shut down");
        OwnSlice slice = slice(4);
        allocate(slice);
        assertThat(v3().call("Shutdown", slice.urn(), slice.credentials(), Map.of())
                        .value())
                .isEqualTo(true);
        assertThat(v2().call("Shutdown", slice.urn(), slice.credentials(), Map.of())
                        .value())
                .isEqualTo(true);
        v3().call("Delete", List.of(slice.urn()), slice.credentials(), Map.of()).requireRefusal();
        assertThat(describe(slice).slivers()).hasSize(1);
    }

    /** omni labels a delegated credential geni_unknown, since it finds two types in it. */
    @Test
    default void omniRow16DelegatedCredentialsAreTaken() {
        Assumptions.assumeTrue(target().delegated().isPresent(), "no delegated credential is given");
        OwnSlice slice = target().delegated().orElseThrow();
        List<Object> structs = credentials("geni_unknown", "0", slice.credential());
        List<String> bare = List.of(slice.credential());
        ClientRspec.advertised(v3().call("ListResources", structs, geni3()).text());
        ClientRspec.advertised(v2().call("ListResources", bare, geni3()).text());
        String manifest = v2().call("CreateSliver", slice.urn(), bare, target().request(), List.of(), Map.of())
                .text();
        assertThat(ClientRspec.manifested(manifest)).hasSize(1);
        assertThat(v2().call("DeleteSliver", slice.urn(), bare, Map.of()).value())
                .isEqualTo(true);
    }

    private ApiClient v3() {
        return target().v3Client();
    }

    private ApiClient v2() {
        return target().v2Client();
    }

    private OwnSlice slice(int number) {
        return target().slices().get(number);
    }

    private String allocate(OwnSlice slice) {
        return text(v3().call("Allocate", slice.urn(), slice.credentials(), target().request(), Map.of()));
    }

    private static String text(ApiReply reply) {
        return ApiReply.text(reply.sliver(), "geni_sliver_urn");
    }

    private ApiReply describe(OwnSlice slice) {
        return v3().call("Describe", List.of(slice.urn()), slice.credentials(), geni3());
    }

    private void delete(OwnSlice slice) {
        assertThat(v3().call("Delete", List.of(slice.urn()), slice.credentials(), Map.of())
                        .code())
                .isZero();
    }

    private void requireEmpty(OwnSlice slice) {
        ClientRspec.requireEmpty(describe(slice).manifest());
    }
}
