/** Berth as it is installed: packages, units, the launcher, and another machine that is made a host. */
@NullMarked
package org.berth.am.packages;

import org.jspecify.annotations.NullMarked;
