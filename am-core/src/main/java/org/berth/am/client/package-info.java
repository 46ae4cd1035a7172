/**
 * A client of any AM that speaks AM API v3: XML-RPC over mutual TLS, replies as typed values.
 *
 * <p>Knows nothing of Berth's own server; what an AM answers is treated as hostile.
 */
@NullMarked
package org.berth.am.client;

import org.jspecify.annotations.NullMarked;
