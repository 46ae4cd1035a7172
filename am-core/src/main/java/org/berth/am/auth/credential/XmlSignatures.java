// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.Security;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.xml.crypto.dsig.XMLSignatureFactory;

/**
 * The JDK's XML signatures, set up for SFA credentials. All code that signs or verifies comes through here.
 *
 * <p>The JDK reads its secure validation policy once, when the first XML signature class loads, and by default refuses
 * SHA-1, with which most of the federation's authorities still sign. Only these two entries are taken out; everything
 * else that secure validation forbids stays forbidden, and validation itself is never switched off.
 */
public final class XmlSignatures {
    private static final String POLICY = "jdk.xml.dsig.secureValidationPolicy";

    static {
        String policy = Security.getProperty(POLICY);
        if (policy != null) {
            Security.setProperty(
                    POLICY,
                    Arrays.stream(policy.split(","))
                            .map(String::strip)
                            .filter(entry ->
                                    !entry.matches("disallowAlg http://www\\.w3\\.org/2000/09/xmldsig#(rsa-)?sha1"))
                            .collect(Collectors.joining(",")));
        }
        // Else each line of base64 that we write ends in "&#13;", inside of what is signed.
        System.setProperty("com.sun.org.apache.xml.internal.security.ignoreLineBreaks", "true");
    }

    private XmlSignatures() {}

    /** A factory of DOM signatures; not for use by several threads at once. */
    public static XMLSignatureFactory factory() {
        return XMLSignatureFactory.getInstance("DOM");
    }
}
