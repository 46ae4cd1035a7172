/**
 * The deny-list: callers that are refused although a trusted authority vouches for them.
 *
 * <p>Nothing here verifies a signature or a path.
 */
@NullMarked
package org.berth.am.auth.revocation;

import org.jspecify.annotations.NullMarked;
