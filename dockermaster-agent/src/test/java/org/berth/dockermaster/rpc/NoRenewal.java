// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.List;

/** For tests in which no certificate is renewed. */
final class NoRenewal implements CertificateRenewal {
    @Override
    public byte[] request() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void install(byte[] certificate, List<byte[]> authorities) {
        throw new UnsupportedOperationException();
    }
}
