// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.berth.am.auth.x509.Gid;

/**
 * A credential level whose signature is valid and whose owner and target have paths to trust anchors. Whether its signer
 * had the right to sign it is another question.
 *
 * @param signer whose key signed it
 * @param owner who may use it
 * @param target what it is about
 * @param privileges what it allows
 * @param expires when it runs out
 */
record ProvedLevel(X509Certificate signer, Gid owner, Gid target, Privileges privileges, Instant expires) {}
