// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.berth.am.whole.ApiClient.credentials;
import static org.berth.am.whole.ApiClient.geni3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.whole.ConformanceTarget.OwnSlice;

/** The workflow of omni's acceptance test (am_api_accept), with a bound request. It judges nothing: it keeps the answers. */
final class OmniWorkflow {
    private static final Pattern NODE = Pattern.compile("<node [^>]*component_id=\"([^\"]+)\"");

    final ApiReply getVersion;
    final ApiReply list;
    final ApiReply listCompressed;
    final ApiReply listAvailable;
    final String bound;
    final ApiReply allocate;
    final ApiReply describeAllocated;
    final ApiReply provision;
    final ApiReply describe;
    final ApiReply describeSliver;

    /** By the action's name, asked for right after Provision. */
    final Map<String, ApiReply> actions = new LinkedHashMap<>();

    /** By the time asked for, each with the Status that followed. */
    final Map<Instant, List<ApiReply>> renewals = new LinkedHashMap<>();

    final ApiReply statusBeforeTooFar;
    final ApiReply tooFar;
    final ApiReply statusAfterTooFar;
    final ApiReply delete;
    final ApiReply statusAfterDelete;
    final ApiReply describeAfterDelete;
    final ApiReply deleteAfterDelete;

    private final ApiClient am;
    private final OwnSlice slice;

    OmniWorkflow(ConformanceTarget target, OwnSlice slice) {
        this.slice = slice;
        am = target.v3Client();
        List<Object> user = credentials(target.userCredential());
        getVersion = am.call("GetVersion");
        list = am.call("ListResources", user, geni3());
        listCompressed = am.call("ListResources", user, geni3("geni_compressed", true));
        listAvailable = am.call("ListResources", user, geni3("geni_available", true));
        bound = bound(target.request());
        allocate = am.call("Allocate", slice.urn(), slice.credentials(), bound, Map.of());
        describeAllocated = describe(slice.urn());
        provision = am.call("Provision", List.of(slice.urn()), slice.credentials(), geni3());
        for (String action : List.of("geni_start", "geni_restart", "geni_stop", "", "random_action")) {
            actions.put(action, am.call("PerformOperationalAction", whole(), slice.credentials(), action, Map.of()));
        }
        describe = describe(slice.urn());
        String sliver = allocate.ofFirstSliver("geni_sliver_urn");
        describeSliver = describe(sliver);
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        renewTo(sliver, now.plus(Duration.ofMinutes(5)));
        renewTo(slice.urn(), now.plus(Duration.ofDays(2)));
        renewTo(slice.urn(), now.plus(Duration.ofDays(5)));
        statusBeforeTooFar = status();
        tooFar = renew(slice.urn(), slice.expires().plus(Duration.ofDays(2)));
        statusAfterTooFar = status();
        delete = am.call("Delete", whole(), slice.credentials(), Map.of());
        statusAfterDelete = status();
        describeAfterDelete = describe(slice.urn());
        deleteAfterDelete = am.call("Delete", whole(), slice.credentials(), Map.of());
    }

    private List<String> whole() {
        return List.of(slice.urn());
    }

    private ApiReply describe(String urn) {
        return am.call("Describe", List.of(urn), slice.credentials(), geni3());
    }

    private ApiReply status() {
        return am.call("Status", whole(), slice.credentials(), Map.of());
    }

    private void renewTo(String urn, Instant end) {
        List<ApiReply> answers = new ArrayList<>();
        answers.add(renew(urn, end));
        answers.add(status());
        renewals.put(end, answers);
    }

    private ApiReply renew(String urn, Instant end) {
        return am.call(
                "Renew", List.of(urn), slice.credentials(), end.toString().replace("Z", "+00:00"), Map.of());
    }

    /** The request with a component that the advertisement has, if there is one. */
    private String bound(String request) {
        Matcher node = NODE.matcher(String.valueOf(list.struct().get("value")));
        return node.find() ? request.replaceFirst("<node ", "<node component_id=\"" + node.group(1) + "\" ") : request;
    }
}
