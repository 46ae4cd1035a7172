/**
 * RSpec v3 documents and GENI URNs: reading what clients send, writing what they read.
 *
 * <p>Pure data and XML. Nothing here knows slices, leases, hosts or the network, and no other module of Berth.
 */
@NullMarked
package org.berth.rspec;

import org.jspecify.annotations.NullMarked;
