/**
 * The aggregate manager. A call walks one way through the packages: {@code server}, {@code api}, {@code auth},
 * {@code slice}, then {@code store} and {@code hosts}; {@code config}, {@code federation} and {@code cli} stand beside
 * them.
 *
 * <p>Only what all of them need lives here itself: the one way to say an error.
 */
@NullMarked
package org.berth.am;

import org.jspecify.annotations.NullMarked;
