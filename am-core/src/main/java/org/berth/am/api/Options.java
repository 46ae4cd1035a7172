// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.slice.User;
import org.berth.rspec.Urn;

/** The {@code options} of a call. Unknown ones are ignored, ill-typed ones refused (AM API v3). */
record Options(Value struct) {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    boolean bestEffort() {
        return flag("geni_best_effort");
    }

    boolean compressed() {
        return flag("geni_compressed");
    }

    boolean available() {
        return flag("geni_available");
    }

    boolean asLateAsPossible() {
        return flag("geni_extend_alap");
    }

    Optional<Instant> end() {
        return struct.member("geni_end_time").map(Value::time);
    }

    /** AM API v2, ListResources: the slice whose manifest is wanted, instead of the advertisement. */
    Optional<Urn> slice() {
        return struct.member("geni_slice_urn").map(slice -> slice.urn("slice"));
    }

    /** The users of {@code geni_users}; absent is not the same as none. */
    Optional<List<User>> users() {
        return struct.member("geni_users").map(GeniUsers::decode);
    }

    /**
     * Checks that the RSpec version asked for is the one we have, GENI 3.
     *
     * @throws AmException 1 if it is not said, 4 if it is another
     */
    void requireRspecVersion() {
        Value version = struct.required("geni_rspec_version");
        String type = version.required("type").text().strip();
        String number = version.required("version").textOrNumber().strip();
        if (!type.toLowerCase(Locale.ROOT).equals("geni") || !number.equals("3")) {
            throw new AmException(
                    GeniCode.BADVERSION,
                    "options.geni_rspec_version must be type 'GENI', version '3', and not type '" + type
                            + "', version '" + number + "'");
        }
    }

    /** Refuses reservations: what is allocated begins now. */
    void requireStartBy(Instant now) {
        struct.member("geni_start_time").map(Value::time).ifPresent(start -> {
            if (start.isAfter(now.plus(CLOCKS_DIFFER))) {
                throw new AmException(
                        GeniCode.UNSUPPORTED,
                        "options.geni_start_time " + GeniTime.format(start)
                                + " lies ahead, and this aggregate takes no reservations: leave it out");
            }
        });
    }

    /** AM API v3 dropped this option; an advertisement is no answer to somebody who wants a manifest. */
    void refuseSlice() {
        if (struct.member("geni_slice_urn").isPresent()) {
            throw new AmException(
                    GeniCode.BADARGS, "ListResources has no options.geni_slice_urn in AM API v3: use Describe");
        }
    }

    /** The user for whom the caller claims to speak. */
    Optional<Urn> speakingFor() {
        return struct.member("geni_speaking_for").map(user -> user.urn("user"));
    }

    private boolean flag(String name) {
        return struct.member(name).map(Value::flag).orElse(false);
    }
}
