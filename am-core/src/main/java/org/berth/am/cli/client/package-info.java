/**
 * {@code berth client}: one class for each command, and what they print.
 *
 * <p>Speaks to AMs through {@link org.berth.am.client} alone.
 */
@NullMarked
package org.berth.am.cli.client;

import org.jspecify.annotations.NullMarked;
