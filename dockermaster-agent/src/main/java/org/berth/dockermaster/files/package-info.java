/**
 * Files: the ssh host keys kept on the host, and what is put into and read from containers by the engine's archive API.
 *
 * <p>Nothing here starts or stops anything.
 */
@NullMarked
package org.berth.dockermaster.files;

import org.jspecify.annotations.NullMarked;
