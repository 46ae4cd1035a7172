/**
 * The commands of {@code berth} (picocli) and the composition of a running AM.
 *
 * <p>The only package that knows all the others. No logic that another program could want lives here.
 */
@NullMarked
package org.berth.am.cli;

import org.jspecify.annotations.NullMarked;
