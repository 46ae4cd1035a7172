// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.stream.Stream;

/** A method of some version of the AM API. */
interface Method {
    Signature signature();

    /**
     * The method that a client named.
     *
     * @param methods all methods of a version
     * @throws RpcFault if none of them has that name
     */
    static <M extends Method> M named(M[] methods, String name) throws RpcFault {
        return Stream.of(methods)
                .filter(method -> method.signature().name().equals(name))
                .findFirst()
                .orElseThrow(() -> RpcFault.unknownMethod(name));
    }
}
