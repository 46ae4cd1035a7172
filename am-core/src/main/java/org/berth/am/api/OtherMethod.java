// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.api.Signature.Result;

/**
 * Methods of other aggregates that omni's commands call ({@code update}, {@code cancel}, {@code createimage} and the like).
 * All are refused with code 13: unlike for a fault, omni has words for that. Their parameters differ from aggregate to
 * aggregate and are not looked at.
 */
enum OtherMethod implements Method {
    UPDATE("Update", Result.STRUCT, "Allocate more slivers, and Delete those that are too many"),
    CANCEL("Cancel", Result.STRUCT, "Delete slivers that were allocated"),
    CREATE_IMAGE("CreateImage", Result.STRUCT, OtherMethod.IMAGES),
    SNAPSHOT_IMAGE("SnapshotImage", Result.STRUCT, OtherMethod.IMAGES),
    DELETE_IMAGE("DeleteImage", Result.BOOLEAN, OtherMethod.IMAGES),
    LIST_IMAGES("ListImages", Result.ARRAY, OtherMethod.IMAGES);

    private static final String IMAGES =
            "images are made by the aggregate's administrators, and the advertisement (ListResources) lists them";

    private final String wireName;
    private final Result result;
    private final String instead;

    OtherMethod(String wireName, Result result, String instead) {
        this.wireName = wireName;
        this.result = result;
        this.instead = instead;
    }

    /** The method of that name, if a version of ours does not know it but omni does. */
    static Optional<OtherMethod> named(String name) {
        return Stream.of(values())
                .filter(method -> method.wireName.equals(name))
                .findFirst();
    }

    @Override
    public Signature signature() {
        return Signature.ofAnyParameters(wireName, result);
    }

    /** Refuses the call. */
    AmException refusal() {
        return new AmException(GeniCode.UNSUPPORTED, wireName + " is not supported here: " + instead);
    }
}
