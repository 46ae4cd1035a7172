// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.am.api.AmApi;
import org.berth.am.api.AnswerBudget;
import org.berth.am.api.Reply;
import org.berth.am.api.RpcFault;
import org.berth.am.auth.Caller;
import org.jspecify.annotations.Nullable;

/** An API for tests of the transport: {@code GetVersion} tells who calls, {@code Echo} gives its parameters back. */
class EchoApi implements AmApi {
    @Nullable
    List<@Nullable Object> last;

    @Override
    public Reply call(Caller caller, String method, List<@Nullable Object> parameters, AnswerBudget budget)
            throws RpcFault {
        last = parameters;
        return switch (method) {
            case "GetVersion" -> reply("caller", caller.urn().toString());
            case "Echo" -> echo(parameters);
            case "Break" -> throw new IllegalStateException("org.example.Secret at /etc/passwd");
            case "Fuss" -> throw RpcFault.wrongParameters("Fuss", "none", parameters.size());
            default -> throw RpcFault.unknownMethod(method);
        };
    }

    private static Reply echo(List<@Nullable Object> parameters) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            values.put("p" + i, parameters.get(i));
        }
        return reply(values);
    }

    static Reply reply(String name, Object value) {
        return reply(Map.of(name, value));
    }

    static Reply reply(Map<String, Object> values) {
        return new Reply(values, GeniCode.SUCCESS, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
