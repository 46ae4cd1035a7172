// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import org.berth.am.api.Signature.Result;

/** The methods of AM API v3. */
enum V3Method implements Method {
    GET_VERSION("GetVersion", Result.STRUCT, "options"),
    LIST_RESOURCES("ListResources", Result.STRING, "credentials, options"),
    DESCRIBE("Describe", Result.STRUCT, "urns, credentials, options"),
    ALLOCATE("Allocate", Result.STRUCT, "slice_urn, credentials, rspec, options"),
    PROVISION("Provision", Result.STRUCT, "urns, credentials, options"),
    STATUS("Status", Result.STRUCT, "urns, credentials, options"),
    PERFORM_OPERATIONAL_ACTION("PerformOperationalAction", Result.ARRAY, "urns, credentials, action, options"),
    RENEW("Renew", Result.ARRAY, "urns, credentials, expiration_time, options"),
    DELETE("Delete", Result.ARRAY, "urns, credentials, options"),
    SHUTDOWN("Shutdown", Result.BOOLEAN, "slice_urn, credentials, options");

    private final String wireName;
    private final Result result;
    private final String parameters;

    V3Method(String wireName, Result result, String parameters) {
        this.wireName = wireName;
        this.result = result;
        this.parameters = parameters;
    }

    @Override
    public Signature signature() {
        return Signature.of(wireName, result, parameters);
    }
}
