// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

/**
 * A call that is answered with an XML-RPC fault. The AM API leaves three reasons for that: malformed XML-RPC, an unknown
 * method, a wrong number of parameters. The numbers are those of the "Specification for Fault Code Interoperability".
 */
public final class RpcFault extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_NAME = 40;

    private final int code;

    private RpcFault(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The request is no XML-RPC; the reason is a sentence for the client. */
    public static RpcFault malformed(String reason) {
        return new RpcFault(-32700, "malformed XML-RPC request: " + reason);
    }

    /** There is no such method here. */
    public static RpcFault unknownMethod(String method) {
        String shown = method.length() > LONGEST_NAME ? method.substring(0, LONGEST_NAME) + "..." : method;
        return new RpcFault(-32601, "there is no method '" + shown + "' here");
    }

    /** The method takes another number of parameters. */
    public static RpcFault wrongParameters(String method, String signature, int given) {
        return new RpcFault(-32602, method + " takes " + signature + ", and not " + given + " parameters");
    }

    /**
     * Returns the fault of an unexpected failure.
     *
     * @param incident a sentence with the id under which the log has it
     */
    public static RpcFault internal(String incident) {
        return new RpcFault(-32603, incident);
    }

    /** The {@code faultCode}. */
    public int code() {
        return code;
    }
}
