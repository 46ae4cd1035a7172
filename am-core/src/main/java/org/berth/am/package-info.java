/**
 * The aggregate manager. A call walks one way through the packages: {@code server}, {@code api}, {@code auth},
 * {@code slice}, then {@code store} and {@code hosts}; {@code config}, {@code federation} and {@code cli} stand beside
 * them.
 *
 * <p>The package itself holds the codes of the AM API and refusals to callers. Only packages that serve or make calls know it.
 */
@NullMarked
package org.berth.am;

import org.jspecify.annotations.NullMarked;
