/**
 * How commands on this machine speak to a running AM: a Unix-domain socket in its state directory, for its owner alone.
 *
 * <p>Requests and replies are JSON, one line each. What a command does is given by whoever opens the socket.
 */
@NullMarked
package org.berth.am.control;

import org.jspecify.annotations.NullMarked;
