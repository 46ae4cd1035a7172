/**
 * The commands of {@code berth} (picocli).
 *
 * <p>No logic that another program could want lives here.
 */
@NullMarked
package org.berth.am.cli;

import org.jspecify.annotations.NullMarked;
