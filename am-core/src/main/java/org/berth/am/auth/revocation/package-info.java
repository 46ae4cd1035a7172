/**
 * The deny-list: who is refused although a trusted authority vouches for him.
 *
 * <p>Nothing here verifies a signature or a path.
 */
@NullMarked
package org.berth.am.auth.revocation;

import org.jspecify.annotations.NullMarked;
