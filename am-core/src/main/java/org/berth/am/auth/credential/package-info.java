/**
 * SFA and speaks-for credentials: their form, their signatures, delegation, and what they allow.
 *
 * <p>Which credentials a call came with, and that a call needs some, is said in the package above.
 */
@NullMarked
package org.berth.am.auth.credential;

import org.jspecify.annotations.NullMarked;
