// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

/** The keys of all certificates between an AM and its agents: EC on P-256, which every version of both ends can use. */
public final class HostKeyPair {
    private static final SecureRandom RANDOM = new SecureRandom();

    private HostKeyPair() {}

    /** A new one. */
    public static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys on P-256", e);
        }
    }
}
