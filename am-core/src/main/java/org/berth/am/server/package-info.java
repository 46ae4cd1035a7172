/**
 * Transport: Jetty, TLS, HTTP and XML-RPC with their limits, and the admin listener.
 *
 * <p>Knows no method of the AM API: it hands a method name and plain values on, with the caller's certificate.
 */
@NullMarked
package org.berth.am.server;

import org.jspecify.annotations.NullMarked;
