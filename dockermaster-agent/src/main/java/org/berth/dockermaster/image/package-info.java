/**
 * The image that slivers start from: how it is made on an engine that does not have it.
 *
 * <p>Nothing here knows slivers; nothing elsewhere knows how an image is made.
 */
@NullMarked
package org.berth.dockermaster.image;

import org.jspecify.annotations.NullMarked;
