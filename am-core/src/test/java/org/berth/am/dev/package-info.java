/**
 * {@code ./berth dev}: an AM that a developer starts to call it, on a host in memory. No rule of the AM lives here, and nothing
 * that an installation needs.
 */
@NullMarked
package org.berth.am.dev;

import org.jspecify.annotations.NullMarked;
