/**
 * Small things that both the AM and the agent need and that have nothing to do with either: printable text, files that are
 * there whole or not at all, PEM, daemon threads, processes with a deadline, locks.
 *
 * <p>One implementation of each. Nothing here knows any other package of Berth.
 */
@NullMarked
package org.berth.base;

import org.jspecify.annotations.NullMarked;
