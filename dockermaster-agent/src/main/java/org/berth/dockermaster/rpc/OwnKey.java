// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.berth.dockermaster.trust.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The one key and certificate that an end shows. Java's own key managers take them from a key store, which encrypts and
 * decrypts the key anew each time: too much work for everybody who opens a connection and says nothing.
 */
final class OwnKey extends X509ExtendedKeyManager {
    private static final String NAME = "own";

    private final PeerIdentity own;

    OwnKey(PeerIdentity own) {
        this.own = own;
    }

    private @Nullable String nameIf(String... types) {
        return Arrays.asList(types).contains(own.key().getAlgorithm()) ? NAME : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return nameIf(type);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return nameIf(types);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return nameIf(type);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return nameIf(types);
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
        return new String[] {NAME};
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
        return new String[] {NAME};
    }

    @Override
    public X509Certificate[] getCertificateChain(String name) {
        return new X509Certificate[] {own.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String name) {
        return own.key();
    }
}
