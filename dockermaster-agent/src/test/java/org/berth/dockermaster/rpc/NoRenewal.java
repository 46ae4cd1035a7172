package org.berth.dockermaster.rpc;

/** For tests in which no certificate is renewed. */
final class NoRenewal implements CertificateRenewal {
    @Override
    public byte[] request() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void install(byte[] certificate) {
        throw new UnsupportedOperationException();
    }
}
