package org.berth.am.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The methods of AM API v3, and two that omni 2.x sends besides. */
enum V3Method {
    GET_VERSION("GetVersion", Result.STRUCT, "options"),
    LIST_RESOURCES("ListResources", Result.STRING, "credentials, options"),
    DESCRIBE("Describe", Result.STRUCT, "urns, credentials, options"),
    ALLOCATE("Allocate", Result.STRUCT, "slice_urn, credentials, rspec, options"),
    PROVISION("Provision", Result.STRUCT, "urns, credentials, options"),
    STATUS("Status", Result.STRUCT, "urns, credentials, options"),
    PERFORM_OPERATIONAL_ACTION("PerformOperationalAction", Result.ARRAY, "urns, credentials, action, options"),
    RENEW("Renew", Result.ARRAY, "urns, credentials, expiration_time, options"),
    DELETE("Delete", Result.ARRAY, "urns, credentials, options"),
    SHUTDOWN("Shutdown", Result.BOOLEAN, "slice_urn, credentials, options"),
    UPDATE("Update", Result.STRUCT, "slice_urn, credentials, rspec, options"),
    CANCEL("Cancel", Result.STRUCT, "urns, credentials, options");

    private static final Pattern COMMA = Pattern.compile(", ");

    private final String wireName;
    private final Result result;
    private final String signature;

    V3Method(String wireName, Result result, String signature) {
        this.wireName = wireName;
        this.result = result;
        this.signature = signature;
    }

    static Optional<V3Method> named(String wireName) {
        return Stream.of(values()).filter(m -> m.wireName.equals(wireName)).findFirst();
    }

    /** What {@code value} is when the call failed: of the type that it has when it succeeds, for old jFed casts it. */
    Object emptyValue() {
        return switch (result) {
            case STRUCT -> Map.of();
            case ARRAY -> List.of();
            case STRING -> "";
            case BOOLEAN -> false;
        };
    }

    /** The names of the parameters in their order; the last one, {@code options}, may be left out. */
    List<String> parameters() {
        return COMMA.splitAsStream(signature).toList();
    }

    void requireCount(int given) throws RpcFault {
        int most = parameters().size();
        if (given < most - 1 || given > most) {
            throw RpcFault.wrongParameters(wireName, "(" + signature + ")", given);
        }
    }

    private enum Result {
        STRUCT,
        ARRAY,
        STRING,
        BOOLEAN
    }
}
