/**
 * Answers the commands of admins in a running AM, about hosts, slices, orphans and the configuration, over a Unix-domain socket in
 * its state directory, for its owner alone.
 *
 * <p>Requests and replies are JSON, one line each. Whoever asks has the rights of the AM itself, so nothing here asks for a
 * credential; what was done is in the audit log.
 */
@NullMarked
package org.berth.am.admin;

import org.jspecify.annotations.NullMarked;
