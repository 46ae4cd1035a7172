// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.berth.am.auth.Samples;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.am.federation.TestFederation;
import org.berth.rspec.Urn;
import org.junit.jupiter.params.provider.MethodSource;

/** Text with certificates, and the bytes of one: what is read is written as it came, and only what was issued is trusted. */
class CertificateFuzz {
    private static final List<String> NAMES = List.of("alice-cert.pem", "bob-cert.pem", "clearinghouse-root.pem");

    private final List<X509Certificate> issued =
            NAMES.stream().flatMap(name -> Samples.certificates(name).stream()).toList();
    private final TrustAnchors anchors =
            TestFederation.trust(Samples.certificates("clearinghouse-root.pem").get(0));

    static Stream<byte[]> recorded() {
        return NAMES.stream()
                .flatMap(name -> Stream.concat(
                        Stream.of(Samples.text(name).getBytes(StandardCharsets.UTF_8)),
                        Samples.certificates(name).stream().map(CertificateFuzz::encoded)));
    }

    @MethodSource("recorded")
    @FuzzTest
    void isRefusedOrReadAsItIsAndTrustedOnlyIfIssued(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        String der = Base64.getMimeEncoder().encodeToString(input);
        Stream.<Reading>of(
                        () -> PemCertificates.parseFile(text),
                        () -> PemCertificates.parseGid(text),
                        () -> PemCertificates.parseGid(der))
                .forEach(this::check);
    }

    private interface Reading {
        List<X509Certificate> read() throws CertificateException;
    }

    private void check(Reading reading) {
        try {
            List<X509Certificate> chain = reading.read();
            assertThat(chain).isNotEmpty();
            for (X509Certificate certificate : chain) {
                assertThat(PemCertificates.decode(Base64.getEncoder().encodeToString(certificate.getEncoded())))
                        .isEqualTo(certificate);
            }
            Gid gid = Gid.of(chain.get(0));
            assertThat(Urn.parse(gid.urn().toString())).isEqualTo(gid.urn());
            CertificatePath path =
                    CertificatePath.find(gid.certificate(), chain.subList(1, chain.size()), anchors, Samples.RECORDED);
            assertThat(issued).contains(path.leaf().certificate());
        } catch (CertificateException e) {
            assertThat(Objects.requireNonNull(e.getMessage())).matches("[ -~]+");
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
