// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.awaitility.Awaitility.await;
import static org.berth.am.whole.ApiClient.credentials;
import static org.berth.am.whole.ApiClient.geni3;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.berth.am.whole.ConformanceTarget.OwnSlice;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.SshUser;

/** The calls of jFed's TestAggregateManager3, in its order. It judges nothing: it keeps the answers for those who do. */
final class JfedV3Workflow {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    final OwnSlice slice;
    final ApiReply getVersion;
    final ApiReply listWithoutCredentials;
    final ApiReply statusOfNonExisting;
    final ApiReply statusOfEmpty;
    final ApiReply describeOfEmptyCompressed;
    final ApiReply describeOfEmpty;
    final ApiReply allocate;
    final ApiReply provision;
    final List<ApiReply> untilProvisioned;
    final ApiReply start;
    final ApiReply statusAfterStart;
    final ApiReply describe;
    final List<ApiReply> untilReady;
    final String login;
    final String renewedTo;
    final ApiReply renew;
    final ApiReply statusAfterRenew;
    final ApiReply delete;
    final ApiReply statusAfterDelete;

    private final ApiClient am;

    JfedV3Workflow(ConformanceTarget target, OwnSlice slice, OwnSlice empty, SshUser user) {
        this.slice = slice;
        am = target.v3Client();
        List<String> whole = List.of(slice.urn());
        getVersion = am.call("GetVersion");
        listWithoutCredentials =
                am.call("ListResources", List.of(), geni3("geni_available", true, "geni_compressed", true));
        statusOfNonExisting = am.call(
                "Status",
                List.of(ConformanceTarget.beside(slice, "slice", "NonExisting")),
                credentials(target.userCredential()),
                Map.of("geni_best_effort", false));
        List<String> nothing = List.of(empty.urn());
        statusOfEmpty = am.call("Status", nothing, empty.credentials(), Map.of());
        describeOfEmptyCompressed = am.call("Describe", nothing, empty.credentials(), geni3("geni_compressed", true));
        describeOfEmpty = am.call("Describe", nothing, empty.credentials(), geni3());
        allocate = am.call("Allocate", slice.urn(), slice.credentials(), target.request(), Map.of());
        List<String> sliver = List.of(allocate.ofFirstSliver("geni_sliver_urn"));
        provision = am.call(
                "Provision",
                sliver,
                slice.credentials(),
                geni3(
                        "geni_users",
                        List.of(Map.of("urn", target.caller().urn().toString(), "keys", List.of(user.publicKey())))));
        untilProvisioned = statusWhile(Set.of("geni_pending_allocation"));
        start = am.call("PerformOperationalAction", sliver, slice.credentials(), "geni_start", Map.of());
        statusAfterStart = status();
        describe = am.call("Describe", sliver, slice.credentials(), geni3("geni_compressed", true));
        untilReady = statusWhile(Set.of("geni_pending_allocation", "geni_notready", "geni_configuring"));
        login = login(user);
        renewedTo = later(statusAfterStart.ofFirstSliver("geni_expires"));
        renew = am.call("Renew", whole, slice.credentials(), renewedTo, Map.of());
        statusAfterRenew = status();
        delete = am.call("Delete", whole, slice.credentials(), Map.of());
        statusAfterDelete = status();
    }

    private ApiReply status() {
        return am.call("Status", List.of(slice.urn()), slice.credentials(), Map.of());
    }

    /** Asks until the sliver has left these states, and not for ever; all answers, at least one. */
    private List<ApiReply> statusWhile(Set<String> states) {
        List<ApiReply> answers = new ArrayList<>();
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                answers.add(status());
                return !states.contains(answers.get(answers.size() - 1).ofFirstSliver("geni_operational_status"));
            });
        } catch (ConditionTimeoutException e) {
            // The last answer says where it got stuck.
        }
        return answers;
    }

    /** What {@code ls /} says at the login that jFed takes, the last of the manifest. */
    private String login(SshUser user) {
        ApiReply described = am.call("Describe", List.of(slice.urn()), slice.credentials(), geni3());
        return listRoot(user, described.member("geni_rspec"));
    }

    /** What {@code ls /} says at the last login of a manifest; empty if there is no way in. */
    static String listRoot(SshUser user, String manifest) {
        try {
            List<Map<String, String>> logins = ClientRspec.logins(manifest);
            Map<String, String> last = logins.get(logins.size() - 1);
            Commands.Ended ended = user.as(last.getOrDefault("username", ""))
                    .run(last.getOrDefault("hostname", ""), Integer.parseInt(last.getOrDefault("port", "")), "ls /");
            return ended.exitCode() == 0 ? ended.output() : "";
        } catch (AssertionError | RuntimeException e) {
            return "";
        }
    }

    /** Five minutes later, written as jFed does, with the client's own offset. */
    private static String later(String expires) {
        return ApiReply.time(expires)
                .map(end -> end.plus(Duration.ofMinutes(5))
                        .atOffset(ZoneOffset.ofHours(2))
                        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
                .orElse("");
    }
}
