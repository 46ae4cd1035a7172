// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.awaitility.Awaitility.await;
import static org.berth.am.whole.ApiClient.geni3;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.berth.am.whole.ConformanceTarget.OwnSlice;
import org.berth.dockermaster.testing.SshUser;

/** The calls of jFed's test of AM API v2, in their order, with bare credentials. It judges nothing: it keeps the answers. */
final class JfedV2Workflow {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    final ApiReply getVersion;
    final ApiReply listResources;
    final ApiReply createSliver;
    final ApiReply firstStatus;
    final ApiReply manifest;
    final List<ApiReply> untilReady = new ArrayList<>();
    final String login;
    final Instant renewedTo;
    final ApiReply renew;
    final ApiReply statusAfterRenew;
    final ApiReply delete;
    final ApiReply statusAfterDelete;

    private final ApiClient am;
    private final OwnSlice slice;

    JfedV2Workflow(ConformanceTarget target, OwnSlice slice, SshUser user) {
        this.slice = slice;
        am = target.v2Client();
        List<String> credentials = List.of(slice.credential());
        getVersion = am.call("GetVersion");
        listResources = am.call(
                "ListResources",
                List.of(target.userCredential()),
                geni3("geni_available", true, "geni_compressed", true));
        createSliver = am.call(
                "CreateSliver",
                slice.urn(),
                credentials,
                target.request(),
                List.of(Map.of("urn", target.caller().urn().toString(), "keys", List.of(user.publicKey()))),
                Map.of());
        firstStatus = status();
        manifest = am.call("ListResources", credentials, geni3("geni_slice_urn", slice.urn(), "geni_compressed", true));
        awaitReady();
        login = JfedV3Workflow.listRoot(
                user, String.valueOf(createSliver.struct().get("value")));
        renewedTo = ApiReply.time(firstStatus.member("geni_expires"))
                .orElse(Instant.EPOCH)
                .plus(5, ChronoUnit.MINUTES);
        renew = am.call(
                "RenewSliver", slice.urn(), credentials, renewedTo.toString().replace("Z", "+00:00"), Map.of());
        statusAfterRenew = status();
        delete = am.call("DeleteSliver", slice.urn(), credentials, Map.of());
        statusAfterDelete = status();
    }

    private ApiReply status() {
        return am.call("SliverStatus", slice.urn(), List.of(slice.credential()), Map.of());
    }

    /** Asks as long as the slice is becoming ready, and not for ever. */
    private void awaitReady() {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                ApiReply status = status();
                untilReady.add(status);
                return !status.member("geni_status").equals("configuring");
            });
        } catch (ConditionTimeoutException e) {
            // The last answer says where it got stuck.
        }
    }
}
