/**
 * The AM as a whole: a process of its own, spoken to from outside, with a real engine behind it.
 *
 * <p>What one package does alone is tested beside that package.
 */
@NullMarked
package org.berth.am.whole;

import org.jspecify.annotations.NullMarked;
