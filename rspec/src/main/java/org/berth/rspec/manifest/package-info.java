/**
 * Manifests: what a user was given, written into a copy of what was asked for.
 *
 * <p>The requests' trees are changed in place, so that prefixes, order, comments and whatever we do not know survive.
 */
@NullMarked
package org.berth.rspec.manifest;

import org.jspecify.annotations.NullMarked;
