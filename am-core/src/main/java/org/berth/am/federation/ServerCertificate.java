// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import com.google.common.net.InetAddresses;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.berth.base.Pem;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/**
 * The certificate by which clients know an AM: self-signed, with the public host name or address as CN and as subject
 * alternative name, since that is what jFed compares. It has nothing to do with the roots by which the AM knows its clients.
 */
public final class ServerCertificate {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,64}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private ServerCertificate() {}

    /**
     * Makes a key and its certificate.
     *
     * @param hostName the host part of the AM's URL: a name of at most 64 characters, or an IPv4 or IPv6 address
     * @param am the AM's URN, to be named in the certificate as well
     * @throws IllegalArgumentException if the host name is none
     */
    public static Identity selfSigned(String hostName, Optional<Urn> am, Duration life, InstantSource clock) {
        boolean isAddress = InetAddresses.isInetAddress(hostName);
        if (!isAddress
                && (!HOST_NAME.matcher(hostName).matches()
                        || IPV4.matcher(hostName).matches())) {
            throw new IllegalArgumentException(
                    "'" + hostName + "' is neither a host name such as am.example.org nor an IP address");
        }
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, hostName));
        am.ifPresent(urn -> names.add(CertificateContent.uri(urn.toString())));
        CertificateContent content = new CertificateContent(
                hostName,
                names,
                false,
                clock.instant().minus(CertificateContent.BACKDATED),
                clock.instant().plus(life),
                "SHA256withECDSA");
        // On P-256: signing with it, once for each connection, costs half of what RSA costs.
        return CertificateIssue.selfSigned(content, HostKeyPair.make());
    }

    /**
     * Makes a certificate for the same key and the same names that ends later.
     *
     * @param former a self-signed one
     * @throws IllegalArgumentException if somebody else issued it
     */
    public static Identity renewed(PrivateKey key, X509Certificate former, Duration life, InstantSource clock) {
        try {
            former.verify(former.getPublicKey());
            X509CertificateHolder holder = new JcaX509CertificateHolder(former);
            GeneralNames names = GeneralNames.fromExtensions(holder.getExtensions(), Extension.subjectAlternativeName);
            CertificateContent content = new CertificateContent(
                    IETFUtils.valueToString(holder.getSubject()
                            .getRDNs(BCStyle.CN)[0]
                            .getFirst()
                            .getValue()),
                    names == null ? List.of() : List.of(names.getNames()),
                    false,
                    clock.instant().minus(CertificateContent.BACKDATED),
                    clock.instant().plus(life),
                    key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            return CertificateIssue.selfSigned(content, new KeyPair(former.getPublicKey(), key));
        } catch (GeneralSecurityException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "the certificate of '" + former.getSubjectX500Principal().getName()
                            + "' is not self-signed: have it renewed where it was issued",
                    e);
        }
    }

    /**
     * Writes an identity's certificate chain and key (mode 0600).
     *
     * @throws IllegalArgumentException if one of the files exists already
     */
    public static void write(Identity identity, Path certificateFile, Path keyFile) {
        FederationFiles.requireAbsent(certificateFile);
        FederationFiles.requireAbsent(keyFile);
        FederationFiles.writeSecret(keyFile, Pem.key(identity.key()));
        FederationFiles.write(certificateFile, Pem.certificates(identity.chain()));
    }
}
