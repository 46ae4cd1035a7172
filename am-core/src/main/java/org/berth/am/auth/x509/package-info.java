/**
 * Certificates by themselves: what they say (GID, names, fingerprint), what of RFC 5280 holds for each, and how they are read
 * from PEM.
 *
 * <p>Nothing here knows which authorities are trusted, or who is denied.
 */
@NullMarked
package org.berth.am.auth.x509;

import org.jspecify.annotations.NullMarked;
