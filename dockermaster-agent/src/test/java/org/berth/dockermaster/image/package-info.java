@NullMarked
package org.berth.dockermaster.image;

import org.jspecify.annotations.NullMarked;
