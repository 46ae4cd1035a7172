// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

/** The algorithms that sign credentials (XML-Signature, and RFC 6931 for the newer identifiers). */
public enum SignatureAlgorithm {
    /** The algorithm that most deployed authorities still use. */
    RSA_SHA1("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"),
    RSA_SHA256("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    RSA_SHA384("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    RSA_SHA512("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512"),
    ECDSA_SHA256("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    ECDSA_SHA384(
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    ECDSA_SHA512("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512");

    private final String signature;
    private final String digest;

    SignatureAlgorithm(String signature, String digest) {
        this.signature = signature;
        this.digest = digest;
    }

    /** The signature method's identifier. */
    String signature() {
        return signature;
    }

    /** The digest method's identifier. */
    String digest() {
        return digest;
    }
}
