/**
 * The trusted authorities: the roots and their file changes, the anchors that slices and users are bound to, and the
 * path from a certificate to one of them.
 *
 * <p>Nothing here knows credentials or what a caller wants to do.
 */
@NullMarked
package org.berth.am.auth.trust;

import org.jspecify.annotations.NullMarked;
