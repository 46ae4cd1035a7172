// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import org.berth.am.api.Signature.Result;

/** The methods of AM API v2. */
enum V2Method implements Method {
    GET_VERSION("GetVersion", Result.STRUCT, "options"),
    LIST_RESOURCES("ListResources", Result.STRING, "credentials, options"),
    CREATE_SLIVER("CreateSliver", Result.STRING, "slice_urn, credentials, rspec, users, options"),
    SLIVER_STATUS("SliverStatus", Result.STRUCT, "slice_urn, credentials, options"),
    RENEW_SLIVER("RenewSliver", Result.BOOLEAN, "slice_urn, credentials, expiration_time, options"),
    DELETE_SLIVER("DeleteSliver", Result.BOOLEAN, "slice_urn, credentials, options"),
    SHUTDOWN("Shutdown", Result.BOOLEAN, "slice_urn, credentials, options");

    private final String wireName;
    private final Result result;
    private final String parameters;

    V2Method(String wireName, Result result, String parameters) {
        this.wireName = wireName;
        this.result = result;
        this.parameters = parameters;
    }

    @Override
    public Signature signature() {
        return Signature.of(wireName, result, parameters);
    }
}
