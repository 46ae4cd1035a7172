/**
 * A small authority for trials and tests, and the making of certificates: roots, users, slices, credentials signed as real
 * clearinghouses do, the AM's server certificate.
 *
 * <p>The AM itself never issues or signs anything with this at run time.
 */
@NullMarked
package org.berth.am.federation;

import org.jspecify.annotations.NullMarked;
