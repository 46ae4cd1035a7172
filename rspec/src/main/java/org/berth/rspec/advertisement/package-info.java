/** Advertisements: what an aggregate has, written for the clients that read them. */
@NullMarked
package org.berth.rspec.advertisement;

import org.jspecify.annotations.NullMarked;
