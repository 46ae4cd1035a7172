// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.List;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * A node of a manifest, as far as its user needs it.
 *
 * @param clientId the name in the request
 * @param sliver its sliver's URN; empty for a node that is not this AM's
 * @param logins how to log in, in the manifest's order
 */
public record ManifestNode(String clientId, String sliver, List<Login> logins) {
    public ManifestNode {
        logins = List.copyOf(logins);
    }

    /**
     * A {@code login} of a manifest.
     *
     * @param hostname a name or address
     * @param port the TCP port, as it came
     * @param username the login name
     */
    public record Login(String hostname, String port, String username) {
        private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:-]*");
        private static final Pattern PORT = Pattern.compile("\\d{1,5}");

        /** Returns whether the parts are safe in a command: the AM chose them, and its user types that command. */
        public boolean isSafe() {
            return SAFE.matcher(hostname).matches()
                    && SAFE.matcher(username).matches()
                    && PORT.matcher(port).matches();
        }
    }

    /**
     * The nodes of a manifest.
     *
     * @throws ConnectionException if the AM sent something that is no XML
     */
    public static List<ManifestNode> of(String manifest) {
        return RspecElements.below(RspecElements.root("manifest", manifest), "node").stream()
                .map(node ->
                        new ManifestNode(node.getAttribute("client_id"), node.getAttribute("sliver_id"), logins(node)))
                .toList();
    }

    private static List<Login> logins(Element node) {
        return RspecElements.below(node, "login").stream()
                .map(login -> new Login(
                        login.getAttribute("hostname"), login.getAttribute("port"), login.getAttribute("username")))
                .toList();
    }
}
