/**
 * Small things that many packages need and none of them owns: exit codes, refusals to admins,
 * unexpected failures.
 *
 * <p>Nothing here knows any other package.
 */
@NullMarked
package org.berth.am.base;

import org.jspecify.annotations.NullMarked;
