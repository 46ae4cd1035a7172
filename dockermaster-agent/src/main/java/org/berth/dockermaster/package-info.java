/**
 * One container host: the {@link org.berth.dockermaster.DockerMaster} interface, its records, and below it everything
 * that happens on the host.
 *
 * <p>Nothing here knows slices' leases, credentials, RSpecs or the AM API: the AM says what is wanted, this makes it so.
 */
@NullMarked
package org.berth.dockermaster;

import org.jspecify.annotations.NullMarked;
