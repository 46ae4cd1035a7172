// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.List;
import org.berth.am.auth.Caller;
import org.jspecify.annotations.Nullable;

/** One version of the AM API: what a URL of the server speaks. Safe for use by many threads. */
public interface AmApi {
    /**
     * Carries out a call. Whatever goes wrong with it is in the reply, as code and output.
     *
     * @param method the method's name, as the client wrote it
     * @param parameters plain values: {@code String}, {@code Integer}, {@code Long}, {@code Boolean}, {@code Double},
     *     {@code Map<String, Object>}, {@code Object[]}, {@code byte[]}, {@code Date}; {@code null} for a nil, at any depth
     * @param budget for the reply, as it is sent
     * @throws RpcFault if there is no such method, or it does not take that many parameters
     */
    Reply call(Caller caller, String method, List<@Nullable Object> parameters, AnswerBudget budget) throws RpcFault;
}
